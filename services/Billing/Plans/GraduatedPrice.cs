namespace Tollgate.Billing.Plans;

/// <summary>
/// What a cumulative quantity costs: nothing for the included tokens, then each token the price of the tier it falls into. Monotone, and a
/// function of the quantity alone, so that the amounts of any split of it add up to the same.
/// </summary>
public sealed class GraduatedPrice
{
    /// <summary>
    /// Largest quantity, in tokens and per period. With prices of at most <see cref="MaxScale"/> decimals below <see cref="MaxPrice"/> every
    /// amount then has at most 27 digits, so decimal arithmetic is exact.
    /// </summary>
    public const long MaxQuantity = 1_000_000_000_000_000;

    /// <summary>Most decimals of a price per million.</summary>
    public const int MaxScale = 6;

    /// <summary>A price per million is below this.</summary>
    public const decimal MaxPrice = 1_000_000m;

    private const decimal Million = 1_000_000m;

    /// <param name="included">Tokens that cost nothing.</param>
    /// <param name="tiers">Tiers in order; only the last one is without end. Validated.</param>
    public GraduatedPrice(long included, IReadOnlyList<PriceTier> tiers)
    {
        Included = included;
        Tiers = tiers;
    }

    /// <summary>Tokens that cost nothing.</summary>
    public long Included { get; }

    /// <summary>The tiers after them.</summary>
    public IReadOnlyList<PriceTier> Tiers { get; }

    /// <summary>
    /// The exact, unrounded amount. A quantity below zero (corrections of another period's usage) costs nothing and lengthens what is
    /// included.
    /// </summary>
    public decimal AmountFor(long quantity)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Abs(quantity), MaxQuantity);
        var chargeable = quantity - Included;
        var amount = 0m;
        var from = 0L;
        foreach (var tier in Tiers)
        {
            if (chargeable <= from)
                break;
            var to = Math.Min(chargeable, tier.UpToTokens ?? long.MaxValue);
            // A million is a power of ten: this division is exact.
            amount += (to - from) * tier.PricePerMillion / Million;
            from = to;
        }

        return amount;
    }
}
