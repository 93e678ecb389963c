using System.Text.Json.Serialization;
using Tollgate.ProviderSim.Ledger;

namespace Tollgate.ProviderSim.Prices;

/// <summary>What writing to the prompt cache costs, in USD per million tokens.</summary>
internal sealed record CacheWritePrice(
    [property: JsonPropertyName("5m")] decimal FiveMinutes, [property: JsonPropertyName("1h")] decimal OneHour);

/// <summary>Rates of a request whose prompt is longer than <paramref name="Above"/> tokens; they apply to the whole request.</summary>
internal sealed record LongContextPrice(int Above, decimal Input, decimal? CachedInput, decimal Output, CacheWritePrice? CacheWrite = null);

/// <summary>List price of a model in USD per million tokens.</summary>
internal sealed record Price(decimal Input, decimal? CachedInput, decimal Output, LongContextPrice? LongContext = null, CacheWritePrice? CacheWrite = null)
{
    // USD per 1M tokens = 1e9 nano-dollars per 1e6 tokens.
    private const decimal NanosPerTokenPerUnit = 1_000m;

    /// <summary>The cost of a call in billionths of a dollar, rounded once, half to even.</summary>
    public long CostNanos(in TokenUsage usage)
    {
        var (input, cached, output, write) = LongContext is { } tier && usage.Input > tier.Above
            ? (tier.Input, tier.CachedInput ?? tier.Input, tier.Output, tier.CacheWrite)
            : (Input, CachedInput ?? Input, Output, CacheWrite);
        var plain = usage.Input - usage.CachedInput - usage.CacheWrite5m - usage.CacheWrite1h;
        var units = (plain * input) + (usage.CachedInput * cached) + (usage.Output * output)
            + (usage.CacheWrite5m * (write?.FiveMinutes ?? input)) + (usage.CacheWrite1h * (write?.OneHour ?? input));
        return (long)Math.Round(units * NanosPerTokenPerUnit, MidpointRounding.ToEven);
    }
}
