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

    /// <summary>Reading the cache costs as much as not having one, where the vendor is known for a discount.</summary>
    CachedWithoutDiscount,

    /// <summary>A tier of its own that costs exactly what standard does.</summary>
    TierWithoutDifference,

    /// <summary>A tier that costs many times what standard does, or next to nothing of it.</summary>
    TierOutOfProportion,

    /// <summary>A reseller adds to the vendor's price of some kinds and not of others: two price lists in one entry.</summary>
    UnevenUplift,

    /// <summary>The same unit has a price as input and as output.</summary>
    ChargedTwice,

    /// <summary>Another source says something else.</summary>
    Disagreement,

    /// <summary>A change of a known price that only one public source states.</summary>
    Unconfirmed,

    /// <summary>It would change what past usage costs.</summary>
    Retroactive,
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

    /// <summary>Tiers are sold between a quarter and four times of standard.</summary>
    private const decimal Proportion = 4m;

    /// <summary>Resellers round their uplifted prices to two or three decimals.</summary>
    private const decimal UpliftTolerance = 0.05m;

    /// <summary>Everything suspicious in a book.</summary>
    public static IReadOnlyList<PriceFinding> Check(PriceBook book) =>
    [
        .. book.Entries.SelectMany(entry => WithinList(entry, entry.Prices)),
        .. book.Entries.Where(entry => entry.LongContext is not null).SelectMany(entry => WithinList(entry, entry.LongContext!.Prices)),
        .. book.Entries.Where(entry => entry.LongContext is not null).SelectMany(entry => Compare(
            entry, entry.LongContext!.Prices, entry.Prices, PriceSuspicion.LongContextBelowBase, (longer, shorter) => longer < shorter)),
        .. book.Entries.SelectMany(entry => AgainstStandard(entry, book)),
        .. book.Entries.SelectMany(entry => AgainstEarlier(entry, book)),
        .. book.Entries.SelectMany(entry => AgainstVendor(entry, book)),
    ];

    /// <summary>Kinds whose price more than doubled or halved.</summary>
    internal static IEnumerable<PriceFinding> LargeChanges(PriceEntry entry, PriceEntry before) =>
        Compare(entry, entry.Prices, before.Prices, PriceSuspicion.LargeChange, (now, then) => now > 2 * then || now * 2 < then);

    private static IEnumerable<PriceFinding> WithinList(PriceEntry entry, UnitPrices prices)
    {
        PriceFinding Found(PriceSuspicion suspicion, TokenKind kind) => new(suspicion, entry.Version, kind);

        if (prices.CachedInput > prices.Input)
            yield return Found(PriceSuspicion.CachedAboveUncached, TokenKind.CachedInput);
        if (prices.CachedAudioInput > prices.AudioInput)
            yield return Found(PriceSuspicion.CachedAboveUncached, TokenKind.CachedAudioInput);
        if (prices.CachedInput == prices.Input && prices.Input > 0)
            yield return Found(PriceSuspicion.CachedWithoutDiscount, TokenKind.CachedInput);
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

        return
        [
            .. Compare(entry, entry.Prices, standard.Prices, PriceSuspicion.TierOutOfOrder,
                entry.Tier is ServiceTier.Priority ? (priority, normal) => priority < normal : (cheaper, normal) => cheaper > normal),
            .. Compare(entry, entry.Prices, standard.Prices, PriceSuspicion.TierWithoutDifference, (tier, normal) => tier == normal && normal > 0),
            .. Compare(entry, entry.Prices, standard.Prices, PriceSuspicion.TierOutOfProportion,
                (tier, normal) => tier > Proportion * normal || tier * Proportion < normal),
        ];
    }

    private static IEnumerable<PriceFinding> AgainstEarlier(PriceEntry entry, PriceBook book) =>
        entry.EffectiveFrom is { } from && Sibling(entry, book, from.AddTicks(-1), entry.Tier) is { } before
            ? LargeChanges(entry, before)
            : [];

    // Azure sells OpenAI's models under their names, regions at a surcharge: the same on every kind.
    private static IEnumerable<PriceFinding> AgainstVendor(PriceEntry entry, PriceBook book)
    {
        if (entry.Provider != "azure" || book.Find("openai", ModelFamilies.BareName(entry.Model), entry.EffectiveFrom ?? DateTimeOffset.MaxValue, entry.Tier) is not { } vendor)
            return [];
        if (entry.Prices.Input is not { } input || vendor.Prices.Input is not { } own || own == 0)
            return [];

        var uplift = input / own;
        return Compare(entry, entry.Prices, vendor.Prices, PriceSuspicion.UnevenUplift,
            (resold, original) => Math.Abs(resold - (original * uplift)) > UpliftTolerance * original * uplift);
    }

    private static PriceEntry? Sibling(PriceEntry entry, PriceBook book, DateTimeOffset? at, ServiceTier tier) =>
        book.Find(entry.Provider, entry.Model, at ?? entry.EffectiveTo?.AddTicks(-1) ?? DateTimeOffset.MaxValue, tier);

    private static IEnumerable<PriceFinding> Compare(
        PriceEntry entry, UnitPrices one, UnitPrices other, PriceSuspicion suspicion, Func<decimal, decimal, bool> isSuspicious) =>
        TokenKinds.All
            .Where(kind => one[kind] is { } left && other[kind] is { } right && isSuspicious(left, right))
            .Select(kind => new PriceFinding(suspicion, entry.Version, kind));
}
