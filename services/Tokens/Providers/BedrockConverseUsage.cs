namespace Tollgate.Tokens;

/// <summary>Bedrock Converse's <c>usage</c>: input <b>excludes</b> cache reads and writes, which are reported beside it.</summary>
/// <param name="InputTokens"><c>inputTokens</c>.</param>
/// <param name="OutputTokens"><c>outputTokens</c>.</param>
/// <param name="CacheReadTokens"><c>cacheReadInputTokens</c>.</param>
/// <param name="CacheWriteTokens"><c>cacheWriteInputTokens</c>.</param>
/// <param name="CacheWrite1hTokens">Of the writes, those with a lifetime of one hour, where reported.</param>
/// <param name="TotalTokens"><c>totalTokens</c>, where reported.</param>
public sealed record BedrockConverseUsage(
    long InputTokens,
    long OutputTokens,
    long CacheReadTokens = 0,
    long CacheWriteTokens = 0,
    long CacheWrite1hTokens = 0,
    long? TotalTokens = null)
{
    /// <summary>Reads the report into disjoint kinds.</summary>
    public UsageReading Read()
    {
        if (Check.AnyNegative(InputTokens, OutputTokens, CacheReadTokens, CacheWriteTokens, CacheWrite1hTokens, TotalTokens ?? 0))
            return UsageReading.Refuse(UsageDefect.Negative);
        if (CacheWrite1hTokens > CacheWriteTokens)
            return UsageReading.Refuse(UsageDefect.CacheSplitExceedsTotal);

        var differs = Check.Differs(TotalTokens, InputTokens, OutputTokens, CacheReadTokens, CacheWriteTokens);
        return UsageReading.Of(new TokenUsage
        {
            Input = InputTokens,
            CachedInput = CacheReadTokens,
            CacheWrite5m = CacheWriteTokens - CacheWrite1hTokens,
            CacheWrite1h = CacheWrite1hTokens,
            Output = OutputTokens,
        }) with { Notes = differs ? UsageNotes.TotalDisagrees : UsageNotes.None };
    }
}
