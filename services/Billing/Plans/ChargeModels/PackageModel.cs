namespace Tollgate.Billing.Plans.ChargeModels;

/// <summary>Units come in packages; one that is begun is paid for.</summary>
/// <param name="size">Units in a package.</param>
/// <param name="price">Price of a package.</param>
public sealed class PackageModel(decimal size, decimal price) : ChargeModel
{
    public override string Name => "package";

    /// <summary>Units in a package.</summary>
    public decimal Size { get; } = size;

    /// <summary>Price of a package.</summary>
    public decimal Price { get; } = price;

    public override IReadOnlyList<ChargePart> Parts(ChargeUsage usage) =>
        usage.Quantity > 0 ? [new(ChargePartKind.Packages, 0, Begun(usage.Quantity), Price)] : [];

    // By whole numbers: a quotient may have no end, and rounding it could begin a package that nobody did.
    private decimal Begun(decimal quantity)
    {
        var rest = quantity % Size;
        return ((quantity - rest) / Size) + (rest > 0 ? 1 : 0);
    }
}
