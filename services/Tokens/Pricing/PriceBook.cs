using System.Collections.Frozen;

namespace Tollgate.Tokens;

/// <summary>
/// A validated, immutable set of prices with effective dates. Names are matched without regard to case, a model by its
/// canonical name or an alias; there is no guessing from a similar name, because a guess would be billed.
/// </summary>
public sealed class PriceBook
{
    private static readonly Lazy<PriceBook> Shipped = new(LoadShipped);

    private readonly FrozenDictionary<(string Provider, string Model, ServiceTier Tier), PriceEntry[]> byName;

    private PriceBook(string version, IReadOnlyList<PriceEntry> entries)
    {
        Version = version;
        Entries = entries;
        byName = entries
            .SelectMany(entry => entry.Aliases.Prepend(entry.Model).Select(name => (Key: Key(entry.Provider, name, entry.Tier), entry)))
            .GroupBy(pair => pair.Key, pair => pair.entry)
            .ToFrozenDictionary(group => group.Key, group => group.OrderBy(e => e.EffectiveFrom ?? DateTimeOffset.MinValue).ToArray());
    }

    /// <summary>The list prices shipped with this build.</summary>
    public static PriceBook Default => Shipped.Value;

    /// <summary>Version of the book as a whole.</summary>
    public string Version { get; }

    /// <summary>Every price in it.</summary>
    public IReadOnlyList<PriceEntry> Entries { get; }

    /// <summary>The price of a model at an instant; null when the book has none for that tier and time.</summary>
    public PriceEntry? Find(string provider, string model, DateTimeOffset at, ServiceTier tier = ServiceTier.Standard) =>
        byName.TryGetValue(Key(provider, model, tier), out var entries) ? Array.Find(entries, entry => entry.IsEffective(at)) : null;

    /// <summary>Makes a book from entries made in code.</summary>
    /// <exception cref="PriceBookException">The entries are inconsistent.</exception>
    public static PriceBook Create(string version, IReadOnlyList<PriceEntry> entries)
    {
        var errors = PriceBookRules.Check(entries);
        return errors.Count == 0 ? new PriceBook(version, entries) : throw new PriceBookException(errors);
    }

    /// <summary>Reads a book from JSON text (format <c>tollgate.pricebook/1</c>).</summary>
    /// <exception cref="PriceBookException">Lists everything wrong with it.</exception>
    public static PriceBook Parse(string json) => Create(PriceBookReader.Read(json));

    /// <summary>Reads a book from UTF-8 JSON (format <c>tollgate.pricebook/1</c>). The stream is left open.</summary>
    /// <exception cref="PriceBookException">Lists everything wrong with it.</exception>
    public static PriceBook Load(Stream utf8Json)
    {
        using var reader = new StreamReader(utf8Json, leaveOpen: true);
        return Parse(reader.ReadToEnd());
    }

    private static PriceBook Create(PriceBookDocument document)
    {
        // Entries that could be read are checked against each other even when others could not, so one round shows all.
        List<PriceBookError> errors = [.. document.Errors, .. PriceBookRules.Check(document.Entries)];
        return errors.Count == 0 ? new PriceBook(document.Version, document.Entries) : throw new PriceBookException(errors);
    }

    private static PriceBook LoadShipped()
    {
        using var stream = typeof(PriceBook).Assembly.GetManifestResourceStream("Tollgate.Tokens.pricebook.json")
            ?? throw new InvalidOperationException("The price book is missing from the assembly.");
        return Load(stream);
    }

    private static (string, string, ServiceTier) Key(string provider, string model, ServiceTier tier) =>
        (provider.ToLowerInvariant(), model.ToLowerInvariant(), tier);
}
