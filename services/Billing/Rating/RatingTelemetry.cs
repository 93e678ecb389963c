using System.Diagnostics;
using System.Diagnostics.Metrics;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Billing.Rating;

/// <summary>What rating says of itself to a telemetry backend.</summary>
internal static class RatingTelemetry
{
    private static readonly ActivitySource Source = new("Tollgate.Billing");
    private static readonly Meter Meter = new("Tollgate.Billing");

    private static readonly Counter<long> Entries =
        Meter.CreateCounter<long>("tollgate.billing.rated_usage", "{entry}", "Usage records rated, by reason.");

    /// <summary>Counts entries.</summary>
    public static void Count(IReadOnlyList<RatedEntry> rated)
    {
        foreach (var reason in rated.GroupBy(entry => entry.Reason))
            Entries.Add(reason.LongCount(), new KeyValuePair<string, object?>("tollgate.rating.reason", reason.Key));
    }

    /// <summary>Ends the trace of every sampled request with a span of its own, linked to the delivery that brought it here.</summary>
    public static void Trace(IReadOnlyList<RatedEntry> rated, IReadOnlyList<UsageRecorded> delivered, ActivityContext delivery)
    {
        if (!Source.HasListeners() || rated.Count == 0)
            return;

        var keys = delivered.Where(record => record.TraceParent is not null).Select(record => (record.AttemptId, record.Revision)).ToHashSet();
        foreach (var entry in rated)
        {
            if (keys.Contains(entry.Entry.Key) && ActivityContext.TryParse(entry.Entry.TraceParent, null, isRemote: true, out var request))
                Trace(entry, request, delivery);
        }
    }

    private static void Trace(RatedEntry rated, ActivityContext request, ActivityContext delivery)
    {
        using var span = Source.StartActivity(
            "rate usage", ActivityKind.Consumer, request, links: delivery == default ? null : [new ActivityLink(delivery)]);
        span?.SetTag("tollgate.attempt.id", rated.Entry.AttemptId.ToString());
        span?.SetTag("tollgate.tenant.id", rated.Entry.TenantId);
        span?.SetTag("gen_ai.request.model", rated.Entry.Model);
        span?.SetTag("tollgate.rating.reason", rated.Reason);
    }
}
