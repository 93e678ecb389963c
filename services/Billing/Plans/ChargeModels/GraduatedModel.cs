namespace Tollgate.Billing.Plans.ChargeModels;

/// <summary>Each unit costs the price of the tier it falls into; a tier's fee is due when the tier is entered. Monotone.</summary>
/// <param name="tiers">Tiers in order; only the last one is without end.</param>
/// <param name="zeroUsage">What no usage costs.</param>
public sealed class GraduatedModel(IReadOnlyList<ChargeTier> tiers, ZeroUsage zeroUsage = ZeroUsage.Free) : ChargeModel
{
    public override string Name => "graduated";

    /// <summary>The tiers.</summary>
    public IReadOnlyList<ChargeTier> Tiers { get; } = tiers;

    /// <summary>What no usage costs.</summary>
    public ZeroUsage ZeroUsage { get; } = zeroUsage;

    // The hot path of rating: without a list of parts.
    public override decimal AmountFor(ChargeUsage usage)
    {
        var amount = 0m;
        var from = 0m;
        for (var i = 0; i < Tiers.Count; i++)
        {
            var tier = Tiers[i];
            if (usage.Quantity <= from)
                return i == 0 ? AtZero(tier) : amount;
            var to = Math.Min(usage.Quantity, tier.UpTo ?? usage.Quantity);
            amount += ((to - from) * (tier.UnitPrice ?? 0)) + (tier.Fee ?? 0);
            from = to;
        }

        return amount;
    }

    public override IReadOnlyList<ChargePart> Parts(ChargeUsage usage)
    {
        var parts = new List<ChargePart>();
        var from = 0m;
        for (var i = 0; i < Tiers.Count && (i == 0 || usage.Quantity > from); i++)
        {
            var tier = Tiers[i];
            var to = Math.Max(0, Math.Min(usage.Quantity, tier.UpTo ?? usage.Quantity));
            if (tier.UnitPrice is { } price)
                parts.Add(new(ChargePartKind.TierUnits, i + 1, to - from, price));
            if (tier.Fee is { } fee && (usage.Quantity > from || ZeroUsage == ZeroUsage.FirstTierFee))
                parts.Add(new(ChargePartKind.TierFee, i + 1, 1, fee));
            from = to;
        }

        return parts;
    }

    private decimal AtZero(ChargeTier first) => ZeroUsage == ZeroUsage.FirstTierFee ? first.Fee ?? 0 : 0;
}
