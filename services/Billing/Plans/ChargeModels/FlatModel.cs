namespace Tollgate.Billing.Plans.ChargeModels;

/// <summary>A fee for the period, whatever is used.</summary>
/// <param name="fee">The fee.</param>
/// <param name="inAdvance">Due at the start of the period, not at its end.</param>
public sealed class FlatModel(decimal fee, bool inAdvance = false) : ChargeModel
{
    public override string Name => "flat";

    public override BilledWhen When => InAdvance ? BilledWhen.PeriodStart : BilledWhen.PeriodEnd;

    /// <summary>The fee.</summary>
    public decimal Fee { get; } = fee;

    /// <summary>Due at the start of the period, not at its end.</summary>
    public bool InAdvance { get; } = inAdvance;

    public override IReadOnlyList<ChargePart> Parts(ChargeUsage usage) => [new(ChargePartKind.Fee, 0, 1, Fee)];
}
