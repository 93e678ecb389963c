namespace Tollgate.Tokens;

/// <summary>Where a prompt's tokens come from: what a team would have to shorten to pay less.</summary>
public enum TokenOrigin
{
    /// <summary>System and developer messages, and the chat format's own priming of the reply.</summary>
    System,

    /// <summary>Earlier turns of the conversation.</summary>
    History,

    /// <summary>Passages that retrieval found.</summary>
    Retrieved,

    /// <summary>The last user message, its images and audio included.</summary>
    User,

    /// <summary>Tool and response-format schemas.</summary>
    ToolSchema,

    /// <summary>Results that tools returned.</summary>
    ToolResult,
}
