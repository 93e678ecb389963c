using Google.Protobuf.WellKnownTypes;
using NodaTime;
using Proto = Tollgate.Contracts.Billing.V1;

namespace Tollgate.Billing.Subscriptions;

/// <summary>Domain to proto, nowhere else.</summary>
internal static class SubscriptionMapping
{
    public static Proto.Subscription ToProto(Subscription subscription, Instant now)
    {
        var period = subscription.PeriodAt(now);
        return new Proto.Subscription
        {
            SubscriptionId = subscription.SubscriptionId.ToString(),
            TenantId = subscription.TenantId,
            PlanId = subscription.PlanId,
            PlanVersion = subscription.PlanVersion,
            Seats = subscription.Seats,
            StartTime = ToTimestamp(subscription.StartTime),
            PeriodStart = ToTimestamp(period.Start),
            PeriodEnd = ToTimestamp(period.End),
        };
    }

    public static Timestamp ToTimestamp(Instant instant) => Timestamp.FromDateTime(instant.ToDateTimeUtc());
}
