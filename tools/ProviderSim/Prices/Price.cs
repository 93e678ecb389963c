using Tollgate.ProviderSim.Ledger;

namespace Tollgate.ProviderSim.Prices;

/// <summary>Rates of a request whose prompt is longer than <paramref name="Above"/> tokens; they apply to the whole request.</summary>
internal sealed record LongContextPrice(int Above, decimal Input, decimal? CachedInput, decimal Output);

/// <summary>List price of a model in USD per million tokens.</summary>
internal sealed record Price(decimal Input, decimal? CachedInput, decimal Output, LongContextPrice? LongContext = null)
{
    // USD per 1M tokens = 1e9 nano-dollars per 1e6 tokens.
    private const decimal NanosPerTokenPerUnit = 1_000m;

    /// <summary>The cost of a call in billionths of a dollar, rounded once, half to even.</summary>
    public long CostNanos(in TokenUsage usage)
    {
        var (input, cached, output) = LongContext is { } tier && usage.Input > tier.Above
            ? (tier.Input, tier.CachedInput ?? tier.Input, tier.Output)
            : (Input, CachedInput ?? Input, Output);
        var units = ((usage.Input - usage.CachedInput) * input) + (usage.CachedInput * cached) + (usage.Output * output);
        return (long)Math.Round(units * NanosPerTokenPerUnit, MidpointRounding.ToEven);
    }
}
