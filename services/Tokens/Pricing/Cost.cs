namespace Tollgate.Tokens;

/// <summary>
/// What an attempt costs us: exact decimal arithmetic over the kinds, rounded once, half to even, to nanos (10⁻⁹ of the
/// currency). This rounded amount is the fact that is stored; nothing downstream recomputes it.
/// </summary>
/// <param name="Nanos">The amount in billionths of the currency unit.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="PriceVersion">The <see cref="PriceEntry.Version"/> it was made from.</param>
public readonly record struct Cost(long Nanos, string Currency, string PriceVersion)
{
    /// <summary>The amount in currency units.</summary>
    public decimal Amount => Nanos / 1_000_000_000m;

    /// <summary>Prices a usage.</summary>
    /// <exception cref="PricingException">The usage cannot be priced with this entry; says why.</exception>
    public static Cost Of(TokenUsage usage, PriceEntry entry)
    {
        var error = TryOf(usage, entry, out var cost, out var kind);
        return error is PricingError.None ? cost : throw Fail(error, kind, entry);
    }

    /// <summary>Prices a usage; an expected failure is returned, not thrown.</summary>
    public static PricingError TryOf(TokenUsage usage, PriceEntry entry, out Cost cost) => TryOf(usage, entry, out cost, out _);

    /// <summary>The most an attempt within these limits can cost, under the most expensive split of it.</summary>
    /// <exception cref="PricingException">The request needs a kind the entry does not price, or overflows.</exception>
    public static Cost WorstCase(WorstCaseUsage limits, PriceEntry entry) => Of(limits.Dearest(entry), entry);

    /// <summary>The most a text attempt can cost with at most this much input and output, cache writes included.</summary>
    /// <exception cref="PricingException">The entry does not price text, or the amount overflows.</exception>
    public static Cost WorstCase(long inputTokens, long maxOutputTokens, PriceEntry entry) =>
        WorstCase(new WorstCaseUsage { InputTokens = inputTokens, MaxOutputTokens = maxOutputTokens }, entry);

    private static PricingError TryOf(TokenUsage usage, PriceEntry entry, out Cost cost, out TokenKind? kind)
    {
        cost = new Cost(0, entry.Currency, entry.Version);
        var error = ExactNanos.TryOf(usage, entry, out var exact, out kind);
        if (error is not PricingError.None)
            return error;

        var nanos = decimal.Round(exact, 0, MidpointRounding.ToEven);
        if (nanos > long.MaxValue)
            return PricingError.Overflow;

        cost = cost with { Nanos = (long)nanos };
        return PricingError.None;
    }

    private static PricingException Fail(PricingError error, TokenKind? kind, PriceEntry entry) => new(error, kind, error switch
    {
        PricingError.NegativeUsage => $"Usage of {entry.Model} has a negative {kind?.Name()} count.",
        PricingError.UnpricedKind => $"Price {entry.Version} has no price for {kind?.Name()}.",
        PricingError.InvalidPrice => $"Price {entry.Version} has an invalid price for {kind?.Name()}.",
        _ => $"The cost of this usage at price {entry.Version} does not fit in nanos.",
    });
}
