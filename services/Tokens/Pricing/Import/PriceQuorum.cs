namespace Tollgate.Tokens;

/// <summary>A figure on which sources differ.</summary>
/// <param name="Provider">Provider.</param>
/// <param name="Model">Model.</param>
/// <param name="Tier">Service tier.</param>
/// <param name="Kind">Which price.</param>
/// <param name="Figures">What each source says, per million.</param>
public sealed record PriceDispute(
    string Provider, string Model, ServiceTier Tier, TokenKind Kind, IReadOnlyList<(string Source, decimal Price)> Figures);

/// <summary>
/// Asks several sources the same question. A figure that one source leaves out is not a contradiction; two that differ by more than a
/// rounding are.
/// </summary>
public static class PriceQuorum
{
    /// <summary>Sources round: what differs by less than a hundredth is the same figure.</summary>
    private const decimal Tolerance = 0.01m;

    /// <summary>Every figure on which any two sources differ at an instant.</summary>
    public static IReadOnlyList<PriceDispute> Disputes(IReadOnlyList<PriceStatements> sources, DateTimeOffset at)
    {
        var places = sources.SelectMany(source => source.Entries)
            .Select(entry => (entry.Provider, entry.Model, entry.Tier))
            .DistinctBy(place => (place.Provider.ToLowerInvariant(), place.Model.ToLowerInvariant(), place.Tier));
        return [.. places.SelectMany(place => TokenKinds.All.Select(kind => new PriceDispute(
            place.Provider, place.Model, place.Tier, kind,
            [.. sources
                .Select(source => (source.Source, Price: source.Find(place.Provider, place.Model, place.Tier, at)?.Prices[kind]))
                .Where(figure => figure.Price is not null)
                .Select(figure => (figure.Source, figure.Price!.Value))])))
            .Where(dispute => dispute.Figures.Any(figure => !AreSame(figure.Price, dispute.Figures[0].Price)))];
    }

    /// <summary>Kinds of an entry that another source prices differently.</summary>
    internal static IReadOnlyList<TokenKind> Contradicted(PriceEntry entry, IReadOnlyList<PriceStatements> others, DateTimeOffset at) =>
        [.. TokenKinds.All.Where(kind => entry.Prices[kind] is { } price && Figures(entry, kind, others, at).Any(other => !AreSame(price, other)))];

    /// <summary>True when another source states every changed figure just as the entry does.</summary>
    internal static bool Confirms(PriceEntry entry, PriceEntry before, IReadOnlyList<PriceStatements> others, DateTimeOffset at) =>
        TokenKinds.All
            .Where(kind => entry.Prices[kind] is { } price && before.Prices[kind] != price)
            .All(kind => Figures(entry, kind, others, at).Any(other => AreSame(entry.Prices[kind]!.Value, other)));

    private static IEnumerable<decimal> Figures(PriceEntry entry, TokenKind kind, IReadOnlyList<PriceStatements> others, DateTimeOffset at) =>
        others.Select(other => other.Find(entry.Provider, entry.Model, entry.Tier, at)?.Prices[kind]).OfType<decimal>();

    private static bool AreSame(decimal one, decimal other) => Math.Abs(one - other) <= Tolerance * Math.Max(one, other);
}
