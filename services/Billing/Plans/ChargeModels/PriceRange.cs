namespace Tollgate.Billing.Plans.ChargeModels;

/// <summary>
/// The ranges within which every amount is exact: the largest quantity (16 digits) at a price per million of at most six decimals below a
/// million needs 27 digits, and a decimal has 28.
/// </summary>
public static class PriceRange
{
    /// <summary>Largest quantity, in tokens and per period.</summary>
    public const long MaxQuantity = 1_000_000_000_000_000;

    /// <summary>Most decimals of a price per million.</summary>
    public const int MaxScale = 6;

    /// <summary>A price per million is below this.</summary>
    public const decimal MaxPrice = 1_000_000m;

    /// <summary>A fee is at most this.</summary>
    public const decimal MaxFee = 1_000_000m;

    private const decimal Million = 1_000_000m;

    /// <summary>The price of one. A million is a power of ten: the division is exact.</summary>
    public static decimal EachOf(decimal pricePerMillion) => pricePerMillion / Million;
}
