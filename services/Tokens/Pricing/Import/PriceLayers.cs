namespace Tollgate.Tokens;

/// <summary>Lays later prices over a book: where one holds, earlier prices of the same model and tier do not.</summary>
public static class PriceLayers
{
    /// <summary>The book with the later entries in force, in the order in which they were approved.</summary>
    /// <exception cref="PriceBookException">The result contradicts itself.</exception>
    public static PriceBook Compose(string version, PriceBook book, IReadOnlyList<PriceEntry> later)
    {
        List<PriceEntry> entries = [.. book.Entries];
        foreach (var layer in later)
        {
            var covered = entries.Where(known => IsSeries(known, layer)).ToArray();
            entries.RemoveAll(known => IsSeries(known, layer));
            // A model's names are one list, whichever of its prices states it.
            string[] aliases = [.. covered.SelectMany(known => known.Aliases).Concat(layer.Aliases).Distinct(StringComparer.OrdinalIgnoreCase)];
            entries.AddRange(covered.SelectMany(known => Around(known, layer)).Append(layer).Select(entry => entry with { Aliases = aliases }));
        }

        return PriceBook.Create(version, entries);
    }

    private static bool IsSeries(PriceEntry known, PriceEntry layer) =>
        known.Tier == layer.Tier
        && known.Provider.Equals(layer.Provider, StringComparison.OrdinalIgnoreCase)
        && known.Model.Equals(layer.Model, StringComparison.OrdinalIgnoreCase);

    // What is left of a price before and after the layer. What comes back after it is the same price under an id of its own.
    private static IEnumerable<PriceEntry> Around(PriceEntry known, PriceEntry layer)
    {
        var (from, to) = (layer.EffectiveFrom, layer.EffectiveTo);
        var startsBefore = from is { } begin && (known.EffectiveFrom ?? DateTimeOffset.MinValue) < begin;
        if (startsBefore)
            yield return known with { EffectiveTo = known.EffectiveTo is { } end && end < from ? end : from };
        if (to is { } last && (known.EffectiveTo ?? DateTimeOffset.MaxValue) > last)
        {
            var isCut = (known.EffectiveFrom ?? DateTimeOffset.MinValue) < last;
            yield return isCut
                ? known with { EffectiveFrom = last, Version = startsBefore ? $"{known.Version}+{last.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}" : known.Version }
                : known;
        }
    }
}
