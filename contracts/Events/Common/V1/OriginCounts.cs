namespace Tollgate.Contracts.Common.V1;

/// <summary>Input tokens by where they come from, counted before the call; see <c>tollgate.common.v1.TokenOrigins</c>.</summary>
public sealed record OriginCounts
{
    /// <summary>System and developer messages, and the chat format's priming.</summary>
    public long System { get; init; }

    /// <summary>Earlier turns.</summary>
    public long History { get; init; }

    /// <summary>Retrieved passages.</summary>
    public long Retrieved { get; init; }

    /// <summary>The last user message.</summary>
    public long User { get; init; }

    /// <summary>Tool and response-format schemas.</summary>
    public long ToolSchema { get; init; }

    /// <summary>Results of tools.</summary>
    public long ToolResult { get; init; }
}
