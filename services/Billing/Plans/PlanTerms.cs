using NodaTime;

namespace Tollgate.Billing.Plans;

/// <summary>When a recurring fee is due.</summary>
public enum PaymentTerm
{
    /// <summary>At the start of the period it is for.</summary>
    InAdvance,

    /// <summary>At its end.</summary>
    InArrears,
}

/// <summary>How finely a fee is split when a plan or its seats change within a period.</summary>
public enum Proration
{
    /// <summary>By the second.</summary>
    Second,

    /// <summary>By the day, counted from the start of the period; the day of a change belongs to what it is changed to.</summary>
    Day,

    /// <summary>Not at all: what is in force when the period ends is paid for the whole of it.</summary>
    None,
}

/// <summary>A price reduction.</summary>
/// <param name="DiscountId">Stable id within the plan.</param>
/// <param name="DisplayName">For the statement.</param>
/// <param name="Percent">Share taken off; 0 when an amount is.</param>
/// <param name="Amount">Amount taken off a whole period; 0 when a share is.</param>
/// <param name="Charges">Charges it reduces; empty for all.</param>
/// <param name="From">Periods that begin at or after it; null for no limit.</param>
/// <param name="To">Periods that begin before it; null for no limit.</param>
public sealed record PlanDiscount(
    string DiscountId, string DisplayName, decimal Percent, decimal Amount, IReadOnlyList<string> Charges, Instant? From, Instant? To)
{
    /// <summary>It holds for a period that begins then.</summary>
    public bool HoldsAt(Instant periodStart) => (From is null || From <= periodStart) && (To is null || periodStart < To);

    /// <summary>It reduces that charge.</summary>
    public bool Covers(string chargeId) => Charges.Count == 0 || Charges.Contains(chargeId);
}

/// <summary>More of what a charge includes, bought for the rest of a period.</summary>
/// <param name="PackId">Stable id within the plan.</param>
/// <param name="DisplayName">For the statement.</param>
/// <param name="ChargeId">The charge it lengthens.</param>
/// <param name="Quantity">By how much.</param>
/// <param name="Price">Its price.</param>
public sealed record BurstPack(string PackId, string DisplayName, string ChargeId, long Quantity, decimal Price);

/// <summary>Limits of each end user. 0 is no limit. Asked for before a request is accepted.</summary>
/// <param name="TokensPerDay">Tokens of a UTC day.</param>
/// <param name="RequestsPerMinute">Requests of a minute.</param>
public sealed record UserLimits(long TokensPerDay, int RequestsPerMinute);

/// <summary>What the plan promises.</summary>
/// <param name="AvailabilityPercent">Share of requests answered in a period.</param>
/// <param name="LatencyP95">Nineteen of twenty requests answer within it; null when not promised.</param>
/// <param name="CreditPercent">Share of the recurring fee credited for a period that missed one of them.</param>
public sealed record ServiceLevel(decimal AvailabilityPercent, Duration? LatencyP95, decimal CreditPercent)
{
    /// <summary>Nineteen of twenty answers begin within it; null when not promised.</summary>
    public Duration? FirstTokenP95 { get; init; }

    /// <summary>More credit for less availability, in falling order of availability.</summary>
    public IReadOnlyList<ServiceCreditTier> CreditTiers { get; init; } = [];

    /// <summary>However much was missed, a period is credited at most this share of the recurring fee.</summary>
    public required decimal MaxCreditPercent { get; init; }

    /// <summary>A promise is judged by so many requests at least: one of two that failed is no half year of outage.</summary>
    public long MinimumRequests { get; init; } = 1;

    /// <summary>The share credited for an availability that missed the promise.</summary>
    public decimal CreditFor(decimal availabilityPercent) =>
        CreditTiers.LastOrDefault(tier => availabilityPercent < tier.BelowPercent)?.CreditPercent ?? CreditPercent;
}

/// <summary>More credit for less availability.</summary>
/// <param name="BelowPercent">For an availability below it.</param>
/// <param name="CreditPercent">Share of the recurring fee.</param>
public sealed record ServiceCreditTier(decimal BelowPercent, decimal CreditPercent);
