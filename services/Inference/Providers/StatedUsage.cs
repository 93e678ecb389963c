using Microsoft.Extensions.AI;
using OpenAI.Chat;
using Tollgate.Tokens;

namespace Tollgate.Inference.Providers;

/// <summary>What a provider states about a call, in disjoint kinds. A statement that contradicts itself is no statement.</summary>
/// <param name="Usage">What it stated; null when it stated nothing that can be believed.</param>
internal sealed record StatedUsage(TokenUsage? Usage)
{
    /// <summary>What the raw part of an answer states: one of these, or what OpenAI's library made of it.</summary>
    public static TokenUsage? In(object? raw) => raw switch
    {
        StatedUsage stated => stated.Usage,
        ChatCompletion completion => Read(completion.Usage),
        StreamingChatCompletionUpdate update => Read(update.Usage),
        _ => null,
    };

    /// <summary>A statement, when it can be believed.</summary>
    public static StatedUsage Of(UsageReading? reading) => new(Believed(reading));

    public static TokenUsage? Read(long? inputTokens) => inputTokens > 0 ? Believed(new OpenAiUsage(inputTokens.Value).Read()) : null;

    /// <summary>The same for the telemetry of the model client, which knows totals and the two most usual parts.</summary>
    public UsageDetails? ToDetails() => Usage is not { } usage
        ? null
        : new UsageDetails
        {
            InputTokenCount = usage.InputTotal,
            OutputTokenCount = usage.OutputTotal,
            TotalTokenCount = usage.TokenTotal,
            CachedInputTokenCount = usage.CachedInput,
            ReasoningTokenCount = usage.Reasoning,
        };

    private static TokenUsage? Read(ChatTokenUsage? stated) => stated is null
        ? null
        : Believed(new OpenAiUsage(
            stated.InputTokenCount,
            stated.OutputTokenCount,
            stated.InputTokenDetails?.CachedTokenCount ?? 0,
            stated.OutputTokenDetails?.ReasoningTokenCount ?? 0,
            stated.InputTokenDetails?.AudioTokenCount ?? 0,
            stated.OutputTokenDetails?.AudioTokenCount ?? 0).Read());

    // An answer without input cannot be: some servers send zeros where they do not count.
    private static TokenUsage? Believed(UsageReading? reading) =>
        reading is { IsConsistent: true, Usage.InputTotal: > 0 } ? reading.Usage : null;
}
