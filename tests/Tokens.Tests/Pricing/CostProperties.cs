using System.Numerics;
using FsCheck.Xunit;
using Tollgate.Tokens.Tests.Usage;

namespace Tollgate.Tokens.Tests.Pricing;

public sealed class CostProperties
{
    private static readonly IReadOnlyList<PriceEntry> Entries = PriceBook.Default.Entries;

    private static readonly PriceEntry Odd = new()
    {
        Provider = "p", Model = "m", Version = "v", PerCall = 0.000000333m,
        Prices = new UnitPrices
        {
            Input = 0.0375m, CachedInput = 0.123456789m, CacheWrite5m = 0.000000001m, CacheWrite1h = 99.999999999m, Output = 7.77m, Reasoning = 0.5m,
            ImageInput = 3.3m, ImageOutput = 41.7m, AudioInput = 32m, CachedAudioInput = 0.4m, AudioOutput = 64.0001m,
        },
    };

    [Property]
    public bool The_cost_is_the_exact_sum_over_kinds_rounded_once(int[] counts)
    {
        var usage = TokenUsageTests.Usage(counts);
        var scaled = BigInteger.Zero;
        foreach (var kind in TokenKinds.All)
        {
            // In 10⁻⁹ nanos, whole numbers throughout: an independent way to the same sum.
            var price = kind is TokenKind.Tool ? Odd.PerCall!.Value * 1_000_000m : Odd.Prices[kind]!.Value;
            scaled += usage[kind] * (BigInteger)(price * 1_000_000_000m) * 1_000;
        }

        var (nanos, rest) = BigInteger.DivRem(scaled, 1_000_000_000);
        if (rest > 500_000_000 || (rest == 500_000_000 && !nanos.IsEven))
            nanos++;
        return Cost.Of(usage, Odd).Nanos == nanos;
    }

    [Property]
    public bool Two_costs_together_differ_from_the_cost_of_both_by_at_most_a_nano(int[] left, int[] right)
    {
        var (a, b) = (TokenUsageTests.Usage(left), TokenUsageTests.Usage(right));
        return Math.Abs(Cost.Of(a, Odd).Nanos + Cost.Of(b, Odd).Nanos - Cost.Of(a + b, Odd).Nanos) <= 1;
    }

    [Property]
    public bool More_usage_never_costs_less(int[] left, int[] right)
    {
        var (a, b) = (TokenUsageTests.Usage(left), TokenUsageTests.Usage(right));
        return Cost.Of(a + b, Odd).Nanos >= Cost.Of(a, Odd).Nanos;
    }

    [Property]
    public bool No_usage_within_the_limits_costs_more_than_the_hold(int pick, long[] split)
    {
        var entry = Entries[(pick & int.MaxValue) % Entries.Count];
        var parts = Enumerable.Range(0, 8).Select(i => i < split.Length ? (split[i] & 0x3FFFF) : 0).ToArray();
        var usage = new TokenUsage
        {
            Input = parts[0], CachedInput = parts[1], CacheWrite5m = parts[2], CacheWrite1h = parts[3], Output = parts[4], Reasoning = parts[5],
            ImageInput = parts[6],
        };
        if (entry.Prices.Output is null)
            usage = usage with { Output = 0, Reasoning = 0 };
        if (entry.Prices.Input is null)
            return true;

        var limits = new WorstCaseUsage
        {
            InputTokens = usage.InputTotal - usage.ImageInput, ImageInputTokens = usage.ImageInput, MaxOutputTokens = usage.OutputTotal,
        };
        return Cost.Of(usage, entry).Nanos <= Cost.WorstCase(limits, entry).Nanos;
    }

    [Property]
    public bool Any_counts_are_priced_or_refused_by_name(long[] counts)
    {
        var usage = TokenKinds.All.Zip(counts, (kind, count) => (kind, count)).Aggregate(TokenUsage.Zero, (sum, pair) => sum.With(pair.kind, pair.count));
        var error = Cost.TryOf(usage, Odd, out var cost);
        return error is PricingError.None ? cost.Nanos >= 0 : error is PricingError.NegativeUsage or PricingError.Overflow;
    }
}
