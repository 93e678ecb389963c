using OpenAI.Chat;
using Tollgate.Tokens;

namespace Tollgate.Inference.Providers;

/// <summary>What a provider states about a call, in disjoint kinds. A statement that contradicts itself is no statement.</summary>
internal static class StatedUsage
{
    public static TokenUsage? Read(ChatTokenUsage? stated)
    {
        if (stated is null)
            return null;
        var reading = new OpenAiUsage(
            stated.InputTokenCount,
            stated.OutputTokenCount,
            stated.InputTokenDetails?.CachedTokenCount ?? 0,
            stated.OutputTokenDetails?.ReasoningTokenCount ?? 0,
            stated.InputTokenDetails?.AudioTokenCount ?? 0,
            stated.OutputTokenDetails?.AudioTokenCount ?? 0).Read();

        // An answer without input cannot be: some servers send zeros where they do not count.
        return reading.IsConsistent && reading.Usage.InputTotal > 0 ? reading.Usage : null;
    }

    public static TokenUsage? Read(long? inputTokens) =>
        inputTokens > 0 && new OpenAiUsage(inputTokens.Value).Read() is { IsConsistent: true } reading ? reading.Usage : null;
}
