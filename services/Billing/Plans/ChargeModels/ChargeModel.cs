namespace Tollgate.Billing.Plans.ChargeModels;

/// <summary>
/// What a cumulative quantity costs. A function of the quantity alone: whatever the order or split of usage, the differences of its amounts
/// add up to the amount of the whole. What is included has been taken off already.
/// </summary>
public abstract class ChargeModel
{
    /// <summary>The model's name in plan files.</summary>
    public abstract string Name { get; }

    /// <summary>When it bills within a period.</summary>
    public virtual BilledWhen When => BilledWhen.AsUsed;

    /// <summary>The exact, unrounded amount.</summary>
    public virtual decimal AmountFor(ChargeUsage usage) => Parts(usage).Sum(part => part.Amount);

    /// <summary>What the amount is made of; the parts add up to it.</summary>
    public abstract IReadOnlyList<ChargePart> Parts(ChargeUsage usage);
}
