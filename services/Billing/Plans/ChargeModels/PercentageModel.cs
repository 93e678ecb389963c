namespace Tollgate.Billing.Plans.ChargeModels;

/// <summary>
/// A share of the quantity, which is an amount itself, and a fee for each event. The first events are free: up to a number of them, and as
/// long as they stay within a total; the event that leaves the total pays its fee, and its share from there on. No amount, no fees.
/// </summary>
/// <param name="ratePercent">Share in percent.</param>
/// <param name="feePerEvent">Fee for each event that is not free.</param>
/// <param name="freeEvents">How many events may be free; 0: as many as the free total allows.</param>
/// <param name="freeTotal">Their total that may be free; 0: whatever the free events come to.</param>
public sealed class PercentageModel(decimal ratePercent, decimal feePerEvent = 0, long freeEvents = 0, decimal freeTotal = 0) : ChargeModel
{
    public override string Name => "percentage";

    /// <summary>Share in percent.</summary>
    public decimal RatePercent { get; } = ratePercent;

    public override IReadOnlyList<ChargePart> Parts(ChargeUsage usage)
    {
        if (usage.Quantity <= 0)
            return [];

        var (events, total) = Free(usage);
        var parts = new List<ChargePart>(2) { new(ChargePartKind.Share, 0, Math.Max(0, usage.Quantity - total), RatePercent / 100m) };
        if (feePerEvent > 0 && usage.Events > events)
            parts.Add(new(ChargePartKind.Events, 0, usage.Events - events, feePerEvent));
        return parts;
    }

    private (long Events, decimal Total) Free(ChargeUsage usage)
    {
        if (freeEvents == 0 && freeTotal == 0)
            return (0, 0);
        if (usage.RunningTotals is not { Count: > 0 } totals)
            return (Math.Min(freeEvents, usage.Events), freeEvents == 0 ? freeTotal : 0);

        var candidates = freeEvents == 0 ? totals : [.. totals.Take((int)Math.Min(freeEvents, totals.Count))];
        return freeTotal == 0
            ? (freeEvents, candidates[^1])
            : (candidates.TakeWhile(total => total <= freeTotal).LongCount(), Math.Min(freeTotal, candidates[^1]));
    }
}
