namespace Tollgate.Tokens;

/// <summary>What must hold for a set of prices before anything may be charged by it. Finds everything wrong, not the first.</summary>
internal static class PriceBookRules
{
    /// <summary>No real price is near this; a map that says otherwise has its units wrong.</summary>
    private const decimal MaxPrice = 1_000_000m;

    public static List<PriceBookError> Check(IReadOnlyList<PriceEntry> entries)
    {
        List<PriceBookError> errors = [];
        foreach (var entry in entries)
            CheckEntry(entry, errors);

        CheckPeriods(entries, errors);
        CheckNames(entries, errors);
        return errors;
    }

    private static void CheckEntry(PriceEntry entry, List<PriceBookError> errors)
    {
        void Add(PriceBookErrorCode code, string message) => errors.Add(new(code, entry.Version, message));

        foreach (var (name, text) in (ReadOnlySpan<(string, string)>)[("provider", entry.Provider), ("model", entry.Model), ("version", entry.Version)])
        {
            if (string.IsNullOrWhiteSpace(text))
                Add(PriceBookErrorCode.Missing, $"The {name} is empty.");
        }

        if (!Currencies.IsKnown(entry.Currency))
            Add(PriceBookErrorCode.UnknownCurrency, $"'{entry.Currency}' is not a known currency.");
        if (entry is { EffectiveFrom: { } from, EffectiveTo: { } to } && to <= from)
            Add(PriceBookErrorCode.EmptyPeriod, "The end is not after the start.");
        if (entry.LongContext is { AboveInputTokens: <= 0 })
            Add(PriceBookErrorCode.Inconsistent, "A long-context step needs a positive length.");
        if (entry is { PerSecond: not null, Prices.AudioInput: not null })
            Add(PriceBookErrorCode.Inconsistent, "Audio is priced per second or per token, not both.");

        CheckAmount(entry.PerSecond, "per_second", Add);
        CheckAmount(entry.PerCall, "per_call", Add);
        CheckList(entry.Prices, "", Add);
        if (entry.LongContext is { } step)
            CheckList(step.Prices, "long_context ", Add);
        if (entry.PerSecond is null && entry.PerCall is null && TokenKinds.All.All(kind => entry.Prices[kind] is null))
            Add(PriceBookErrorCode.Missing, "The entry has no price at all.");
    }

    private static void CheckList(UnitPrices prices, string where, Action<PriceBookErrorCode, string> add)
    {
        foreach (var kind in TokenKinds.All)
            CheckAmount(prices[kind], where + kind.Name(), add);

        if (prices.CacheWrite5m is null != prices.CacheWrite1h is null)
            add(PriceBookErrorCode.Inconsistent, $"{where}cache writes have a price for one lifetime only.");
    }

    private static void CheckAmount(decimal? price, string what, Action<PriceBookErrorCode, string> add)
    {
        if (price < 0)
            add(PriceBookErrorCode.NegativePrice, $"{what} is negative.");
        else if (price > MaxPrice || price?.Scale > ExactNanos.MaxPriceScale)
            add(PriceBookErrorCode.PriceOutOfRange, $"{what} is over {MaxPrice} or has more than {ExactNanos.MaxPriceScale} decimals.");
    }

    private static void CheckPeriods(IReadOnlyList<PriceEntry> entries, List<PriceBookError> errors)
    {
        var series = entries.GroupBy(entry => (entry.Provider.ToLowerInvariant(), entry.Model.ToLowerInvariant(), entry.Tier));
        foreach (var group in series)
        {
            var ordered = group.OrderBy(entry => entry.EffectiveFrom ?? DateTimeOffset.MinValue).ToArray();
            for (var i = 1; i < ordered.Length; i++)
            {
                var (before, after) = (ordered[i - 1], ordered[i]);
                if ((before.EffectiveTo ?? DateTimeOffset.MaxValue) > (after.EffectiveFrom ?? DateTimeOffset.MinValue))
                    errors.Add(new(PriceBookErrorCode.OverlappingPeriods, after.Version, $"It holds at the same time as {before.Version}."));
            }
        }
    }

    private static void CheckNames(IReadOnlyList<PriceEntry> entries, List<PriceBookError> errors)
    {
        foreach (var group in entries.GroupBy(entry => entry.Version).Where(group => group.Count() > 1))
            errors.Add(new(PriceBookErrorCode.DuplicateName, group.Key, "The version id stands for more than one price."));

        var names = entries
            .SelectMany(entry => entry.Aliases.Prepend(entry.Model)
                .Select(name => (Provider: entry.Provider.ToLowerInvariant(), Name: name.ToLowerInvariant(), Model: entry.Model.ToLowerInvariant())))
            .Distinct()
            .GroupBy(pair => (pair.Provider, pair.Name));
        foreach (var group in names.Where(group => group.Count() > 1))
        {
            var models = string.Join(" and ", group.Select(pair => pair.Model));
            errors.Add(new(PriceBookErrorCode.DuplicateName, $"{group.Key.Provider}/{group.Key.Name}", $"The name stands for {models}."));
        }
    }
}
