using Google.Protobuf.WellKnownTypes;
using NodaTime;
using Tollgate.Contracts.Billing.V1;
using Proto = Tollgate.Contracts.Billing.V1;

namespace Tollgate.Billing.Subscriptions;

/// <summary>Domain to proto and event, nowhere else.</summary>
internal static class SubscriptionMapping
{
    public static Proto.Subscription ToProto(Subscription subscription, Instant now)
    {
        var period = subscription.PeriodAt(now);
        var terms = subscription.TermsAt(now);
        return new Proto.Subscription
        {
            SubscriptionId = subscription.SubscriptionId.ToString(),
            TenantId = subscription.TenantId,
            PlanId = terms.PlanId,
            PlanVersion = terms.PlanVersion,
            Seats = terms.Seats,
            StartTime = ToTimestamp(subscription.StartTime),
            PeriodStart = ToTimestamp(period.Start),
            PeriodEnd = ToTimestamp(period.End),
            TrialEnd = subscription.TrialEnd is { } trial ? ToTimestamp(trial) : null,
            EndTime = subscription.EndTime is { } end ? ToTimestamp(end) : null,
            Terms = { subscription.Terms.Select(ToProto) },
            PriceExperiment = terms.PriceExperiment ?? "",
        };
    }

    public static SubscriptionChanged ToChanged(Subscription subscription, SubscriptionTerms terms, Instant at) => new()
    {
        SubscriptionId = subscription.SubscriptionId,
        TenantId = subscription.TenantId,
        PlanId = terms.PlanId,
        PlanVersion = terms.PlanVersion,
        ChangeTime = at.ToDateTimeOffset(),
        Reason = terms.Reason,
        Seats = terms.Seats,
    };

    public static Timestamp ToTimestamp(Instant instant) => Timestamp.FromDateTime(instant.ToDateTimeUtc());

    private static Proto.SubscriptionTerms ToProto(SubscriptionTerms terms) => new()
    {
        StartTime = ToTimestamp(terms.Start),
        PlanId = terms.PlanId,
        PlanVersion = terms.PlanVersion,
        Seats = terms.Seats,
        Reason = terms.Reason,
        PriceExperiment = terms.PriceExperiment ?? "",
    };
}
