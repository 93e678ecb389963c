using NodaTime;

namespace Tollgate.Billing.Subscriptions;

/// <summary>
/// The stretch of a billing period in which one plan version holds. A period without a plan change is one segment. Charges are counted by
/// segment, named by its start.
/// </summary>
/// <param name="Period">The whole period.</param>
/// <param name="Start">Inclusive.</param>
/// <param name="End">Exclusive; of the last segment the end of the period, or of the subscription.</param>
/// <param name="Terms">The terms in it, in order: they differ in seats only.</param>
/// <param name="Next">The terms that end it; null when the period or the subscription does.</param>
public sealed record PlanSegment(BillingPeriod Period, Instant Start, Instant End, IReadOnlyList<SubscriptionTerms> Terms, SubscriptionTerms? Next)
{
    /// <summary>The plan.</summary>
    public string PlanId => Terms[0].PlanId;

    /// <summary>Its version.</summary>
    public string PlanVersion => Terms[0].PlanVersion;

    /// <summary>It begins the period.</summary>
    public bool IsFirst => Start == Period.Start;
}
