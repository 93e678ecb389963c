namespace Tollgate.Billing.Plans.ChargeModels;

/// <summary>Each unit costs the same.</summary>
/// <param name="unitPrice">Price of each.</param>
public sealed class PerUnitModel(decimal unitPrice) : ChargeModel
{
    public override string Name => "per_unit";

    /// <summary>Price of each.</summary>
    public decimal UnitPrice { get; } = unitPrice;

    public override IReadOnlyList<ChargePart> Parts(ChargeUsage usage) =>
        usage.Quantity > 0 ? [new(ChargePartKind.Units, 0, usage.Quantity, UnitPrice)] : [];
}
