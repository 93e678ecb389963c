using NodaTime;

namespace Tollgate.Billing.Subscriptions;

/// <summary>A tenant on a plan.</summary>
/// <param name="SubscriptionId">UUIDv7.</param>
/// <param name="TenantId">Its owner.</param>
/// <param name="PlanId">The plan.</param>
/// <param name="PlanVersion">The version it began with.</param>
/// <param name="Seats">At least 1.</param>
/// <param name="StartTime">When it began, by the database's clock; anchors its periods.</param>
public sealed record Subscription(Guid SubscriptionId, string TenantId, string PlanId, string PlanVersion, int Seats, Instant StartTime)
{
    // Periods are UTC months until tenants have a time zone.
    private static readonly DateTimeZone Zone = DateTimeZone.Utc;

    /// <summary>The period an instant falls into.</summary>
    public BillingPeriod PeriodAt(Instant at) => BillingPeriod.At(StartTime, at, Zone);
}
