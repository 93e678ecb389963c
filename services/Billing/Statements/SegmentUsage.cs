using Tollgate.Billing.Plans;
using Tollgate.Billing.Subscriptions;

namespace Tollgate.Billing.Statements;

/// <summary>Where a charge stands in a segment.</summary>
internal readonly record struct ChargeTotal(long Quantity, decimal Amount, long AdjustmentQuantity = 0, decimal AdjustmentAmount = 0);

/// <summary>A segment with its plan, what was used in it and what was bought for it.</summary>
internal sealed record SegmentUsage(
    PlanSegment Segment, Plan Plan, IReadOnlyDictionary<string, ChargeTotal> Charges, IReadOnlyList<PackPurchase> Packs)
{
    /// <summary>What the plan includes for the rest of the period from the segment's start on.</summary>
    public long Included(PlanCharge charge) => ProrationShare.Remaining(charge.Included, Plan.Proration, Segment.Period, Segment.Start);

    /// <summary>The part of an amount for a whole period that falls to the segment.</summary>
    public decimal ShareOf(decimal amount) => ProrationShare.Of(amount, Plan.Proration, Segment.Period, Segment.Start, Segment.End);
}
