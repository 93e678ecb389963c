namespace Tollgate.Tokens;

/// <summary>Everything of a request that becomes input tokens.</summary>
public sealed record PromptRequest
{
    /// <summary>The messages, in order.</summary>
    public IReadOnlyList<PromptMessage> Messages { get; init; } = [];

    /// <summary>The functions offered to the model.</summary>
    public IReadOnlyList<ToolFunction> Tools { get; init; } = [];

    /// <summary>The JSON schema of a structured answer (<c>response_format</c>), where one is asked for.</summary>
    public string? ResponseSchemaJson { get; init; }
}
