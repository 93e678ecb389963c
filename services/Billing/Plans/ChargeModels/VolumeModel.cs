namespace Tollgate.Billing.Plans.ChargeModels;

/// <summary>All units cost the price of the tier that the whole quantity falls into, which is known when the period ends.</summary>
/// <param name="tiers">Tiers in order; only the last one is without end.</param>
/// <param name="zeroUsage">What no usage costs.</param>
public sealed class VolumeModel(IReadOnlyList<ChargeTier> tiers, ZeroUsage zeroUsage = ZeroUsage.Free) : ChargeModel
{
    public override string Name => "volume";

    public override BilledWhen When => BilledWhen.PeriodEnd;

    /// <summary>The tiers.</summary>
    public IReadOnlyList<ChargeTier> Tiers { get; } = tiers;

    /// <summary>What no usage costs.</summary>
    public ZeroUsage ZeroUsage { get; } = zeroUsage;

    public override IReadOnlyList<ChargePart> Parts(ChargeUsage usage)
    {
        var quantity = Math.Max(0, usage.Quantity);
        if (quantity == 0 && ZeroUsage == ZeroUsage.Free)
            return [];

        var at = 0;
        while (Tiers[at].UpTo is { } upTo && quantity > upTo)
            at++;
        var parts = new List<ChargePart>(2);
        if (Tiers[at].Fee is { } fee)
            parts.Add(new(ChargePartKind.TierFee, at + 1, 1, fee));
        if (Tiers[at].UnitPrice is { } price && quantity > 0)
            parts.Add(new(ChargePartKind.TierUnits, at + 1, quantity, price));
        return parts;
    }
}
