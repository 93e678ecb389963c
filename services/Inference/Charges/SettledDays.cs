using Npgsql;
using Tollgate.Contracts.Common.V1;
using Tollgate.Inference.Attempts;
using Tollgate.Inference.Persistence;
using Tollgate.Inference.Reconciliation;

namespace Tollgate.Inference.Charges;

/// <summary>A day of an endpoint as we settled it.</summary>
internal sealed record SettledDay(DateOnly Day, string Provider, string Model, SettledCalls Calls);

/// <summary>Reads what calls of whole days were settled at. A call at the turn of a day is where its usage was reconciled.</summary>
internal sealed class SettledDays(NpgsqlDataSource database)
{
    private const string Select = """
        SELECT day, provider, model, currency, count(*), sum(cost_nanos)::bigint,
            coalesce(sum(cost_nanos) FILTER (WHERE outcome = $4), 0)::bigint,
            sum(input + cache_write_5m + cache_write_1h + image_input + audio_input + cached_audio_input)::bigint,
            sum(cached_input)::bigint, sum(output + reasoning + image_output + audio_output)::bigint,
            array_agg(DISTINCT price_version ORDER BY price_version) FILTER (WHERE cost_nanos <> 0)
        FROM (
            SELECT (coalesce(reconciled_minute, start_time) AT TIME ZONE 'UTC')::date AS day, * FROM attempts
            WHERE state = 2 AND endpoint = $1 AND start_time >= $2::timestamptz - $5 AND start_time < $3::timestamptz + $5) a
        WHERE day >= ($2 AT TIME ZONE 'UTC')::date AND day < ($3 AT TIME ZONE 'UTC')::date
        GROUP BY day, provider, model, currency
        """;

    private const string Reconciled = "SELECT CASE WHEN count(*) = $2 THEN min(done_until) END FROM reconciliations WHERE endpoint = $1";

    /// <summary>Whole days, from one to before another.</summary>
    public async Task<IReadOnlyList<SettledDay>> ReadAsync(string endpoint, DateOnly from, DateOnly until, CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand(Select);
        query.Parameters.AddValue(endpoint);
        query.Parameters.AddValue(StartOf(from).UtcDateTime);
        query.Parameters.AddValue(StartOf(until).UtcDateTime);
        query.Parameters.AddValue((short)AttemptOutcome.Unattributed);
        query.Parameters.AddValue(AttemptsOptions.LongestStart + TimeSpan.FromMinutes(1));
        var days = new List<SettledDay>();
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            days.Add(new SettledDay(
                await rows.GetFieldValueAsync<DateOnly>(0, cancellationToken),
                rows.GetString(1),
                rows.GetString(2),
                new SettledCalls(
                    rows.GetInt64(4), rows.GetInt64(5), rows.GetInt64(6), rows.GetString(3),
                    new ReportedTokens(rows.GetInt64(7), rows.GetInt64(8), rows.GetInt64(9)),
                    await rows.IsDBNullAsync(10, cancellationToken) ? [] : await rows.GetFieldValueAsync<string[]>(10, cancellationToken))));
        }

        return days;
    }

    /// <summary>Up to when all usage of an endpoint has been reconciled with its report; null when some never was.</summary>
    public async Task<DateTimeOffset?> ReconciledUntilAsync(string endpoint, CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand(Reconciled);
        query.Parameters.AddValue(endpoint);
        query.Parameters.AddValue((long)ReconcileEndpoint.Operations.Count);
        return await query.ExecuteScalarAsync(cancellationToken) is DateTime time ? new DateTimeOffset(time, TimeSpan.Zero) : null;
    }

    public static DateTimeOffset StartOf(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);
}
