namespace Tollgate.Tokens;

/// <summary>
/// The unrounded sum. It is exact because a unit price has at most <see cref="MaxPriceScale"/> decimals: every product that fits
/// in a long of nanos then needs at most 28 digits, and one that would not (where decimal would round) is over the limit anyway.
/// </summary>
internal static class ExactNanos
{
    /// <summary>Most decimals a price may have, so that multiplication stays exact.</summary>
    public const int MaxPriceScale = 9;

    private const decimal NanosPerMillionth = 1_000m;
    private const decimal NanosPerUnit = 1_000_000_000m;

    public static PricingError TryOf(TokenUsage usage, PriceEntry entry, out decimal exact, out TokenKind? at)
    {
        exact = 0m;
        at = null;
        if (!TryInputTotal(usage, out var inputTotal))
            return PricingError.Overflow;

        var prices = entry.PricesFor(inputTotal);
        foreach (var kind in TokenKinds.All)
        {
            var count = usage[kind];
            if (count == 0)
                continue;

            at = kind;
            if (count < 0)
                return PricingError.NegativeUsage;

            if (NanosEach(kind, prices, entry) is not { } each)
                return PricingError.UnpricedKind;

            if (each < 0 || each.Scale > MaxPriceScale)
                return PricingError.InvalidPrice;

            if (!TryAdd(ref exact, count, each))
                return PricingError.Overflow;
        }

        at = null;
        return PricingError.None;
    }

    private static decimal? NanosEach(TokenKind kind, UnitPrices prices, PriceEntry entry) => kind switch
    {
        TokenKind.Tool => entry.PerCall * NanosPerUnit,
        TokenKind.AudioInput when entry.PerSecond is { } second => second * (NanosPerUnit / PriceEntry.AudioTokensPerSecond),
        _ => prices.Charged(kind) * NanosPerMillionth,
    };

    private static bool TryAdd(ref decimal sum, long count, decimal each)
    {
        // Checked before multiplying: an overflowing product would throw, a nearly overflowing one would silently round.
        if (each != 0 && count > long.MaxValue / each)
            return false;

        sum += count * each;
        return sum <= long.MaxValue;
    }

    private static bool TryInputTotal(TokenUsage usage, out long total)
    {
        // Negative counts are reported by kind below; here they only must not hide an overflow.
        UInt128 sum = 0;
        foreach (var kind in TokenKinds.All)
        {
            if (kind.IsInput() && usage[kind] > 0)
                sum += (UInt128)usage[kind];
        }

        total = sum <= long.MaxValue ? (long)sum : 0;
        return sum <= long.MaxValue;
    }
}
