namespace Tollgate.Tokens;

/// <summary>One source's document as read: what it states about prices, and what could not be made sense of. Nothing is believed yet.</summary>
/// <param name="Source">Who says so, for example <c>litellm</c>.</param>
/// <param name="IsPartial">A figure that is left out is not stated, rather than stated to be absent.</param>
/// <param name="Entries">Prices as stated.</param>
/// <param name="Notes">Mistakes that show in the source's own words and are lost in an entry.</param>
/// <param name="Errors">What is not a price at all.</param>
public sealed record PriceStatements(
    string Source, bool IsPartial, IReadOnlyList<PriceEntry> Entries, IReadOnlyList<PriceFinding> Notes, IReadOnlyList<PriceBookError> Errors)
{
    private readonly Lazy<ILookup<(string, string, ServiceTier), PriceEntry>> byName =
        new(() => Entries.ToLookup(entry => Key(entry.Provider, entry.Model, entry.Tier)));

    /// <summary>What the source says about a model at an instant; null when it says nothing.</summary>
    public PriceEntry? Find(string provider, string model, ServiceTier tier, DateTimeOffset at) =>
        byName.Value[Key(provider, model, tier)].FirstOrDefault(entry => entry.IsEffective(at));

    private static (string, string, ServiceTier) Key(string provider, string model, ServiceTier tier) =>
        (provider.ToLowerInvariant(), model.ToLowerInvariant(), tier);
}
