namespace Tollgate.Tokens;

/// <summary>
/// The <c>usage</c> of an Anthropic message. Input <b>excludes</b> what was read from or written to the cache; thinking is part of
/// the output and not reported apart. Of <c>usage.iterations[]</c>, read each as a usage of its own model.
/// </summary>
/// <param name="InputTokens"><c>input_tokens</c>.</param>
/// <param name="OutputTokens"><c>output_tokens</c>.</param>
/// <param name="CacheReadTokens"><c>cache_read_input_tokens</c>.</param>
/// <param name="CacheCreationTokens"><c>cache_creation_input_tokens</c>; null where only the split is reported.</param>
/// <param name="Created5m"><c>cache_creation.ephemeral_5m_input_tokens</c>; null where there is no split.</param>
/// <param name="Created1h"><c>cache_creation.ephemeral_1h_input_tokens</c>; null where there is no split.</param>
/// <param name="WebSearches"><c>server_tool_use.web_search_requests</c>.</param>
public sealed record AnthropicUsage(
    long InputTokens,
    long OutputTokens,
    long CacheReadTokens = 0,
    long? CacheCreationTokens = null,
    long? Created5m = null,
    long? Created1h = null,
    long WebSearches = 0)
{
    /// <summary>Reads the report into disjoint kinds.</summary>
    public UsageReading Read()
    {
        var (short5m, long1h) = (Created5m ?? 0, Created1h ?? 0);
        if (Check.AnyNegative(InputTokens, OutputTokens, CacheReadTokens, CacheCreationTokens ?? 0, short5m, long1h, WebSearches))
            return UsageReading.Refuse(UsageDefect.Negative);
        if (CacheCreationTokens is { } total && Check.Exceeds(total, short5m, long1h))
            return UsageReading.Refuse(UsageDefect.CacheSplitExceedsTotal);

        // With server tools the split covers the first iteration only, but the total is billed: price the total. The rest goes with
        // the larger share of the split, and without a split to five minutes, the default lifetime.
        var rest = CacheCreationTokens is { } all ? all - short5m - long1h : 0;
        var restIsLong = long1h > short5m;
        return UsageReading.Of(new TokenUsage
        {
            Input = InputTokens,
            CachedInput = CacheReadTokens,
            CacheWrite5m = short5m + (restIsLong ? 0 : rest),
            CacheWrite1h = long1h + (restIsLong ? rest : 0),
            Output = OutputTokens,
            Tool = WebSearches,
        }) with { Notes = rest > 0 && Created5m + Created1h > 0 ? UsageNotes.CacheSplitShort : UsageNotes.None };
    }
}
