namespace Tollgate.Tokens;

/// <summary>Why a price that is well-formed still looks wrong.</summary>
public enum PriceSuspicion
{
    /// <summary>Reading the cache costs more than not having one.</summary>
    CachedAboveUncached,

    /// <summary>Output is cheaper than input.</summary>
    OutputBelowInput,

    /// <summary>Over 1,000 a million tokens: usually a unit error.</summary>
    Implausible,

    /// <summary>Batch or flex costs more than standard, or priority less.</summary>
    TierOutOfOrder,

    /// <summary>A long prompt is cheaper than a short one.</summary>
    LongContextBelowBase,

    /// <summary>A cache-write price from a vendor that does not bill writes.</summary>
    UnexpectedWritePrice,

    /// <summary>More than doubled or halved from one day to the next: wants a second pair of eyes.</summary>
    LargeChange,
}

/// <summary>One suspicious price.</summary>
/// <param name="Suspicion">What looks wrong.</param>
/// <param name="Version">Which price.</param>
/// <param name="Kind">Which kind's price.</param>
public sealed record PriceFinding(PriceSuspicion Suspicion, string Version, TokenKind Kind);

/// <summary>
/// Plausibility rules that catch the mistakes public price maps are known for: swapped columns, wrong units, output prices in
/// cached fields. Findings are for a person to approve; they do not make a book invalid.
/// </summary>
public static class PriceSanity
{
    private const decimal Implausible = 1_000m;

    /// <summary>Everything suspicious in a book.</summary>
    public static IReadOnlyList<PriceFinding> Check(PriceBook book) =>
    [
        .. book.Entries.SelectMany(entry => WithinList(entry, entry.Prices)),
        .. book.Entries.Where(entry => entry.LongContext is not null).SelectMany(entry => WithinList(entry, entry.LongContext!.Prices)),
        .. book.Entries.Where(entry => entry.LongContext is not null).SelectMany(entry => Compare(
            entry, entry.LongContext!.Prices, entry.Prices, PriceSuspicion.LongContextBelowBase, (longer, shorter) => longer < shorter)),
        .. book.Entries.SelectMany(entry => AgainstStandard(entry, book)),
        .. book.Entries.SelectMany(entry => AgainstEarlier(entry, book)),
    ];

    private static IEnumerable<PriceFinding> WithinList(PriceEntry entry, UnitPrices prices)
    {
        PriceFinding Found(PriceSuspicion suspicion, TokenKind kind) => new(suspicion, entry.Version, kind);

        if (prices.CachedInput > prices.Input)
            yield return Found(PriceSuspicion.CachedAboveUncached, TokenKind.CachedInput);
        if (prices.CachedAudioInput > prices.AudioInput)
            yield return Found(PriceSuspicion.CachedAboveUncached, TokenKind.CachedAudioInput);
        if (prices.Output < prices.Input)
            yield return Found(PriceSuspicion.OutputBelowInput, TokenKind.Output);
        if (prices.CacheWrite5m is not null && !BillsWrites(entry))
            yield return Found(PriceSuspicion.UnexpectedWritePrice, TokenKind.CacheWrite5m);
        foreach (var kind in TokenKinds.All.Where(kind => prices[kind] > Implausible))
            yield return Found(PriceSuspicion.Implausible, kind);
    }

    private static bool BillsWrites(PriceEntry entry) => ModelFamilies.Of(entry.Model) is ModelFamily.Claude or ModelFamily.Nova;

    private static IEnumerable<PriceFinding> AgainstStandard(PriceEntry entry, PriceBook book)
    {
        if (entry.Tier is ServiceTier.Standard || Sibling(entry, book, entry.EffectiveFrom, ServiceTier.Standard) is not { } standard)
            return [];

        return Compare(entry, entry.Prices, standard.Prices, PriceSuspicion.TierOutOfOrder,
            entry.Tier is ServiceTier.Priority ? (priority, normal) => priority < normal : (cheaper, normal) => cheaper > normal);
    }

    private static IEnumerable<PriceFinding> AgainstEarlier(PriceEntry entry, PriceBook book) =>
        entry.EffectiveFrom is { } from && Sibling(entry, book, from.AddTicks(-1), entry.Tier) is { } before
            ? Compare(entry, entry.Prices, before.Prices, PriceSuspicion.LargeChange, (now, then) => now > 2 * then || now * 2 < then)
            : [];

    private static PriceEntry? Sibling(PriceEntry entry, PriceBook book, DateTimeOffset? at, ServiceTier tier) =>
        book.Find(entry.Provider, entry.Model, at ?? entry.EffectiveTo?.AddTicks(-1) ?? DateTimeOffset.MaxValue, tier);

    private static IEnumerable<PriceFinding> Compare(
        PriceEntry entry, UnitPrices one, UnitPrices other, PriceSuspicion suspicion, Func<decimal, decimal, bool> isSuspicious) =>
        TokenKinds.All
            .Where(kind => one[kind] is { } left && other[kind] is { } right && isSuspicious(left, right))
            .Select(kind => new PriceFinding(suspicion, entry.Version, kind));
}
