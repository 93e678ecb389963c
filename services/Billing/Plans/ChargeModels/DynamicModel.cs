namespace Tollgate.Billing.Plans.ChargeModels;

/// <summary>The quantity is an amount itself (what a provider charged, say); it is passed on with a markup.</summary>
/// <param name="multiplier">The markup: 1 passes it on as it is.</param>
public sealed class DynamicModel(decimal multiplier) : ChargeModel
{
    public override string Name => "dynamic";

    /// <summary>The markup.</summary>
    public decimal Multiplier { get; } = multiplier;

    public override IReadOnlyList<ChargePart> Parts(ChargeUsage usage) =>
        usage.Quantity > 0 ? [new(ChargePartKind.Share, 0, usage.Quantity, Multiplier)] : [];
}
