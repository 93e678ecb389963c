using Tollgate.Contracts.Inference.V1;
using TokenUsage = Tollgate.Tokens.TokenUsage;

namespace Tollgate.Inference.Providers;

/// <summary>A piece of what a model sends. Whatever is not in it is null or empty.</summary>
internal readonly record struct ChatChunk
{
    public ChatChunk()
    {
    }

    public string Text { get; init; } = "";

    /// <summary>Pieces of tool calls.</summary>
    public IReadOnlyList<ToolCallDelta> ToolCalls { get; init; } = [];

    /// <summary>As OpenAI names it.</summary>
    public string? FinishReason { get; init; }

    /// <summary>The provider's own statement, when it came and made sense.</summary>
    public TokenUsage? Usage { get; init; }

    public string? Model { get; init; }

    /// <summary>Sum of natural-log probabilities of this piece's tokens.</summary>
    public double LogprobSum { get; init; }

    /// <summary>Number of tokens in <see cref="LogprobSum"/>.</summary>
    public int LogprobCount { get; init; }
}
