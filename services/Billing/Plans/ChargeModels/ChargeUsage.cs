namespace Tollgate.Billing.Plans.ChargeModels;

/// <summary>Cumulative usage of a period.</summary>
/// <param name="Quantity">How much.</param>
/// <param name="Events">In how many events, for models that charge them.</param>
/// <param name="RunningTotals">The quantity after each of the first events, as many as may be free; null where nobody kept them.</param>
public readonly record struct ChargeUsage(decimal Quantity, long Events = 0, IReadOnlyList<decimal>? RunningTotals = null)
{
    public static implicit operator ChargeUsage(decimal quantity) => new(quantity);

    public static implicit operator ChargeUsage(long quantity) => new(quantity);
}
