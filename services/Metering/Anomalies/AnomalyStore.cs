using Npgsql;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Budgets;
using Tollgate.Metering.Persistence;
using Tollgate.Metering.Usage;

namespace Tollgate.Metering.Anomalies;

/// <summary>Reads what hours of a tenant are judged by, and writes what came of it, with the notices.</summary>
internal static class AnomalyStore
{
    private static readonly string Facts =
        $"""
        SELECT hour, sum(cost_nanos)::bigint, sum(tokens)::bigint, sum(answered)::bigint, sum(cached)::bigint, sum(refused)::bigint, sum(failed)::bigint
        FROM (
            SELECT hour, cost_nanos, {TokenSum.Sql} AS tokens, 0 AS answered, 0 AS cached, 0 AS refused, 0 AS failed
            FROM usage_rollups WHERE tenant_id = $1 AND hour >= $2 AND hour < $3
            UNION ALL
            SELECT hour, 0, 0, answered, cached, refused, failed FROM request_rollups WHERE tenant_id = $1 AND hour >= $2 AND hour < $3) h
        GROUP BY hour
        """;

    private const string Known =
        """
        SELECT a.anomaly_id, a.metric, a.above, h.hour, h.observed, h.expected, h.low, h.high, h.score, h.compared
        FROM anomalies a LEFT JOIN anomaly_hours h USING (anomaly_id) WHERE a.tenant_id = $1 AND a.last_hour >= $2 ORDER BY a.anomaly_id, h.hour
        """;

    // A withdrawn anomaly keeps the hours it was known by; they are only what it is found by again.
    private const string Upsert =
        """
        INSERT INTO anomalies AS a (anomaly_id, tenant_id, metric, above, first_hour, last_hour, detected_at, updated_at, withdrawn_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $7, CASE WHEN $8 THEN $7 END)
        ON CONFLICT (anomaly_id) DO UPDATE SET updated_at = EXCLUDED.updated_at,
            first_hour = CASE WHEN $8 THEN a.first_hour ELSE EXCLUDED.first_hour END,
            last_hour = CASE WHEN $8 THEN a.last_hour ELSE EXCLUDED.last_hour END,
            withdrawn_at = CASE WHEN $8 THEN coalesce(a.withdrawn_at, EXCLUDED.withdrawn_at) END
        """;

    private const string InsertHours =
        """
        INSERT INTO anomaly_hours (anomaly_id, hour, observed, expected, low, high, score, compared)
        SELECT $1, hour, observed, expected, low, high, score, compared::timestamptz[]
        FROM unnest($2::timestamptz[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::integer[], $8::text[])
            AS n (hour, observed, expected, low, high, score, compared)
        """;

    /// <summary>What the rollups say of a tenant's hours; an hour without usage and requests is not among them.</summary>
    public static async Task<IReadOnlyDictionary<DateTimeOffset, HourFacts>> ReadFactsAsync(
        NpgsqlTransaction transaction, string tenantId, DateTimeOffset start, DateTimeOffset end, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(Facts, transaction.Connection, transaction);
        query.Parameters.AddValue(tenantId);
        query.Parameters.AddTime(start);
        query.Parameters.AddTime(end);
        var facts = new Dictionary<DateTimeOffset, HourFacts>();
        await using var row = await query.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            facts[BudgetRows.ReadTime(row, 0)] = new HourFacts(
                row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6));
        }

        return facts;
    }

    /// <summary>A tenant's anomalies that reach beyond a time.</summary>
    public static async Task<List<AnomalyState>> ReadKnownAsync(
        NpgsqlTransaction transaction, string tenantId, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(Known, transaction.Connection, transaction);
        query.Parameters.AddValue(tenantId);
        query.Parameters.AddTime(since);
        var known = new List<AnomalyState>();
        await using var row = await query.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            if (known.Count == 0 || known[^1].Id != row.GetGuid(0))
                known.Add(new AnomalyState(row.GetGuid(0), (AnomalyMetric)row.GetInt16(1), row.GetBoolean(2), isNew: false));
            if (!await row.IsDBNullAsync(3, cancellationToken))
                known[^1].Add(BudgetRows.ReadTime(row, 3), ReadVerdict(row, 4));
        }

        return known;
    }

    /// <summary>Reads a verdict whose columns begin at <paramref name="offset"/>.</summary>
    public static Verdict ReadVerdict(NpgsqlDataReader row, int offset) => new(
        row.GetInt64(offset), row.GetInt64(offset + 1), row.GetInt64(offset + 2), row.GetInt64(offset + 3), row.GetInt32(offset + 4),
        [.. row.GetFieldValue<DateTime[]>(offset + 5).Select(time => new DateTimeOffset(time, TimeSpan.Zero))]);

    /// <summary>Adds what changed. A new anomaly has a notice; of a withdrawn one nobody else is told.</summary>
    public static void AddTo(NpgsqlBatch batch, string tenantId, AnomalyState anomaly, DateTimeOffset now)
    {
        var isWithdrawn = anomaly.Hours.Count == 0;
        var upsert = new NpgsqlBatchCommand(Upsert);
        upsert.Parameters.AddValue(anomaly.Id);
        upsert.Parameters.AddValue(tenantId);
        upsert.Parameters.AddValue((short)anomaly.Metric);
        upsert.Parameters.AddValue(anomaly.Above);
        upsert.Parameters.AddTime(isWithdrawn ? now : anomaly.Hours.Keys.Min());
        upsert.Parameters.AddTime(isWithdrawn ? now : anomaly.Hours.Keys.Max());
        upsert.Parameters.AddTime(now);
        upsert.Parameters.AddValue(isWithdrawn);
        batch.BatchCommands.Add(upsert);

        var delete = new NpgsqlBatchCommand("DELETE FROM anomaly_hours WHERE anomaly_id = $1");
        delete.Parameters.AddValue(anomaly.Id);
        batch.BatchCommands.Add(delete);
        batch.BatchCommands.Add(Hours(anomaly));

        if (NoticeOf(anomaly, isWithdrawn) is not { } sql)
            return;
        var notice = new NpgsqlBatchCommand(sql);
        notice.Parameters.AddValue(anomaly.Id);
        batch.BatchCommands.Add(notice);
    }

    private static string? NoticeOf(AnomalyState anomaly, bool isWithdrawn)
    {
        if (isWithdrawn)
            return "UPDATE notices SET next_step_at = 'infinity' WHERE anomaly_id = $1";
        return anomaly.IsNew ? "INSERT INTO notices (notice_id, anomaly_id, crossed_at) VALUES ($1, $1, clock_timestamp())" : null;
    }

    private static NpgsqlBatchCommand Hours(AnomalyState anomaly)
    {
        var hours = anomaly.Hours.ToArray();
        var insert = new NpgsqlBatchCommand(InsertHours);
        insert.Parameters.AddValue(anomaly.Id);
        insert.Parameters.AddTimes(hours, hour => hour.Key);
        insert.Parameters.AddColumn(hours, hour => hour.Value.Observed);
        insert.Parameters.AddColumn(hours, hour => hour.Value.Expected);
        insert.Parameters.AddColumn(hours, hour => hour.Value.Low);
        insert.Parameters.AddColumn(hours, hour => hour.Value.High);
        insert.Parameters.AddColumn(hours, hour => hour.Value.Score);
        insert.Parameters.AddLists(hours, hour => hour.Value.Compared.Select(time => time.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture)));
        return insert;
    }
}
