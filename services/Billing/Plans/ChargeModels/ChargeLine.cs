namespace Tollgate.Billing.Plans.ChargeModels;

/// <summary>A line of a bill; its amounts are rounded, each once.</summary>
/// <param name="Part">What it stands for; null: the supplement up to the minimum.</param>
/// <param name="Tier">The tier, from 1; 0 where there are none.</param>
/// <param name="Quantity">How many.</param>
/// <param name="UnitPrice">At what each.</param>
/// <param name="Amount">Before discounts.</param>
/// <param name="Discounts">What is taken off, in the order it was: the percentage, then what is above the maximum.</param>
public sealed record ChargeLine(
    ChargePartKind? Part, int Tier, decimal Quantity, decimal UnitPrice, decimal Amount, IReadOnlyList<decimal> Discounts)
{
    /// <summary>What is asked for.</summary>
    public decimal Total => Amount - Discounts.Sum();
}
