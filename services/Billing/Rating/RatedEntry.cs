using NodaTime;
using Tollgate.Billing.Plans;

namespace Tollgate.Billing.Rating;

/// <summary>An entry with what it costs the tenant.</summary>
public sealed record RatedEntry
{
    /// <summary>The entry.</summary>
    public required UsageEntry Entry { get; init; }

    /// <summary>One of <see cref="RatingReasons"/>.</summary>
    public required string Reason { get; init; }

    /// <summary>The subscription it counts in; null when there was none.</summary>
    public Guid? SubscriptionId { get; init; }

    /// <summary>Start of its period, or of the segment of it that a plan change began; null when there was no subscription.</summary>
    public Instant? PeriodStart { get; init; }

    /// <summary>Currency of its amounts: the plan's. Null when there was no subscription.</summary>
    public string? PlanCurrency { get; init; }

    /// <summary>The rate from the currency of the cost into the plan's; null where they are the same, or nobody has fixed one.</summary>
    public FxRate? FxRate { get; init; }

    /// <summary>Its attempt began before what it counts in: it is late, or a correction.</summary>
    public bool IsAdjustment { get; init; }

    /// <summary>Its place among the subscription's entries.</summary>
    public long? Sequence { get; init; }

    /// <summary>What it adds to each charge.</summary>
    public IReadOnlyList<RatedLine> Lines { get; init; } = [];

    /// <summary>Sum of the lines, unrounded.</summary>
    public decimal Amount => Lines.Sum(line => line.Amount);
}

/// <summary>What an entry adds to a charge.</summary>
/// <param name="ChargeId">The charge.</param>
/// <param name="Quantity">As much as it counts; negative in a correction.</param>
/// <param name="Amount">The amount after it less the amount before it.</param>
/// <param name="Measure">What the charge counts.</param>
public sealed record RatedLine(string ChargeId, long Quantity, decimal Amount, ChargeMeasure Measure = ChargeMeasure.Tokens);
