using NodaTime;
using Npgsql;
using Tollgate.Billing.Plans;
using Tollgate.Billing.Subscriptions;

namespace Tollgate.Billing.ServiceLevels;

/// <summary>Requests of an hour.</summary>
internal readonly record struct ServiceHour(Instant Hour, long Answered, long Failed, long NotCounted);

/// <summary>
/// Reads measures of any stretch of time: whole hours from the counts, the ends of the stretch from the requests, so that a period that begins
/// within an hour is measured exactly.
/// </summary>
internal static class ServiceMeasurements
{
    private const string Measure =
        """
        with seen as (
            select measure, step, requests from service_counts where tenant_id = $1 and hour >= $3 and hour < $4
            union all
            select measure, step, 1 from service_observations where tenant_id = $1 and accept_time >= $2 and accept_time < $3
            union all
            select measure, step, 1 from service_observations where tenant_id = $1 and accept_time >= $4 and accept_time < $5
        )
        select coalesce(sum(requests) filter (where measure = 'answered'), 0)::bigint,
            coalesce(sum(requests) filter (where measure = 'failed'), 0)::bigint,
            coalesce(sum(requests) filter (where measure = 'not_counted'), 0)::bigint,
            coalesce(sum(requests) filter (where measure = 'answered' and step > $6), 0)::bigint,
            coalesce(sum(requests) filter (where measure = 'first_token'), 0)::bigint,
            coalesce(sum(requests) filter (where measure = 'first_token' and step > $7), 0)::bigint
        from seen
        """;

    private const string Hours =
        """
        select date_trunc('hour', accept_time, 'UTC'), count(*) filter (where verdict = 'answered'), count(*) filter (where verdict = 'failed'),
            count(*) filter (where verdict = 'not_counted')
        from service_requests where tenant_id = $1 and accept_time >= $2 and accept_time < $3 group by 1 order by 1
        """;

    /// <summary>The measure of a tenant's requests accepted from an instant until another, against what a plan promises.</summary>
    public static async Task<ServiceMeasure> ReadAsync(
        NpgsqlTransaction transaction, string tenantId, Instant start, Instant end, ServiceLevel level, CancellationToken cancellationToken)
    {
        var (firstHour, lastHour) = WholeHours(start, end);
        await using var query = new NpgsqlCommand(Measure, transaction.Connection, transaction);
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenantId });
        foreach (var instant in (ReadOnlySpan<Instant>)[start, firstHour, lastHour, end])
            query.Parameters.Add(SubscriptionStore.Time(instant));
        query.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Milliseconds(level.LatencyP95) });
        query.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Milliseconds(level.FirstTokenP95) });
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(
            reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5));
    }

    /// <summary>Each hour of a stretch that had requests.</summary>
    public static async Task<IReadOnlyList<ServiceHour>> HoursAsync(
        NpgsqlTransaction transaction, string tenantId, Instant start, Instant end, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(Hours, transaction.Connection, transaction);
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenantId });
        query.Parameters.Add(SubscriptionStore.Time(start));
        query.Parameters.Add(SubscriptionStore.Time(end));
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
        var hours = new List<ServiceHour>();
        while (await reader.ReadAsync(cancellationToken))
            hours.Add(new(Instant.FromDateTimeUtc(reader.GetDateTime(0)), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3)));
        return hours;
    }

    /// <summary>The whole hours within a stretch; where there is none, both are its end.</summary>
    internal static (Instant First, Instant End) WholeHours(Instant start, Instant end)
    {
        var (first, last) = (Ceiling(start), Floor(end));
        return first < last ? (first, last) : (end, end);
    }

    private static Instant Floor(Instant at) => Instant.FromUnixTimeTicks(at.ToUnixTimeTicks() / NodaConstants.TicksPerHour * NodaConstants.TicksPerHour);

    private static Instant Ceiling(Instant at) => Floor(at) == at ? at : Floor(at) + Duration.FromHours(1);

    private static int Milliseconds(Duration? promised) => promised is { } time ? (int)time.TotalMilliseconds : LatencySteps.Longest;
}
