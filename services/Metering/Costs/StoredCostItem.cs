using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Metering.Costs;

/// <summary>A cost beside usage, as it is stored.</summary>
internal sealed record StoredCostItem(
    string ItemId, string Category, string Description, string TenantId, long CostNanos, DateTimeOffset Start, DateTimeOffset End,
    CostAllocation Allocation)
{
    public DateTimeOffset CreateTime { get; init; }

    public DateTimeOffset? VoidTime { get; init; }

    /// <summary>
    /// What accrues in a range. It is the difference of two rounded sums since the start, so ranges that follow each other add up to the
    /// amount.
    /// </summary>
    public long AccruedIn(DateTimeOffset from, DateTimeOffset to) => Until(to) - Until(from);

    private long Until(DateTimeOffset time)
    {
        var elapsed = Math.Clamp(time.UtcTicks, Start.UtcTicks, End.UtcTicks) - Start.UtcTicks;
        return (long)((Int128)CostNanos * elapsed / (End.UtcTicks - Start.UtcTicks));
    }
}
