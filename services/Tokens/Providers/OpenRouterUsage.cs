namespace Tollgate.Tokens;

/// <summary>OpenRouter's <c>usage</c>: OpenAI's shape with cache writes, and with the cost it charged, which is the one to book.</summary>
/// <param name="PromptTokens"><c>prompt_tokens</c>, cache reads and writes included.</param>
/// <param name="CompletionTokens"><c>completion_tokens</c>, reasoning included.</param>
/// <param name="CachedTokens"><c>prompt_tokens_details.cached_tokens</c>.</param>
/// <param name="CacheWriteTokens"><c>prompt_tokens_details.cache_write_tokens</c>.</param>
/// <param name="ReasoningTokens"><c>completion_tokens_details.reasoning_tokens</c>.</param>
/// <param name="Cost"><c>cost</c> in US dollars; the upstream cost beside it is information, not a second charge.</param>
public sealed record OpenRouterUsage(
    long PromptTokens,
    long CompletionTokens,
    long CachedTokens = 0,
    long CacheWriteTokens = 0,
    long ReasoningTokens = 0,
    decimal? Cost = null)
{
    private const decimal NanosPerUnit = 1_000_000_000m;

    /// <summary>Reads the report into disjoint kinds.</summary>
    public UsageReading Read()
    {
        if (Check.AnyNegative(PromptTokens, CompletionTokens, CachedTokens, CacheWriteTokens, ReasoningTokens) || Cost < 0)
            return UsageReading.Refuse(UsageDefect.Negative);
        if (Check.Exceeds(PromptTokens, CachedTokens, CacheWriteTokens))
            return UsageReading.Refuse(UsageDefect.CachedExceedsInput);
        if (ReasoningTokens > CompletionTokens)
            return UsageReading.Refuse(UsageDefect.ReasoningExceedsOutput);
        if (Cost > long.MaxValue / NanosPerUnit)
            return UsageReading.Refuse(UsageDefect.Overflow);

        return UsageReading.Of(new TokenUsage
        {
            Input = PromptTokens - CachedTokens - CacheWriteTokens,
            CachedInput = CachedTokens,
            CacheWrite5m = CacheWriteTokens,
            Output = CompletionTokens - ReasoningTokens,
            Reasoning = ReasoningTokens,
        }) with { StatedCostNanos = Cost is { } cost ? (long)decimal.Round(cost * NanosPerUnit, MidpointRounding.ToEven) : null };
    }
}
