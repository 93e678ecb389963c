using Google.Protobuf.WellKnownTypes;
using Npgsql;
using Tollgate.Contracts.Audit.V1;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Mapping;
using Tollgate.Metering.Ledger;
using Tollgate.ServiceDefaults.Audit;

namespace Tollgate.Metering.Audit;

/// <summary>Sums the rollups, and compares them with the ledger hour by hour. The hours are those that the range touches.</summary>
internal static class RollupsBook
{
    /// <summary>Its name.</summary>
    public const string Name = "metering.rollups";

    private static readonly string SumQuery =
        $"""
        SELECT tenant_id, sum(attempts)::bigint, {UsageAmounts.SumList} FROM usage_rollups
        WHERE ($1 = '' OR tenant_id = $1) AND hour >= $2 AND hour < $3 GROUP BY tenant_id
        """;

    private static readonly string CompareQuery =
        $"""
        WITH ledger AS (
            SELECT tenant_id, date_trunc('hour', attempt_time, 'UTC') AS hour, count(*) FILTER (WHERE revision = 1) AS attempts, {UsageAmounts.SumList}
            FROM usage_entries WHERE ($1 = '' OR tenant_id = $1) AND attempt_time >= $2 AND attempt_time < $3 GROUP BY 1, 2),
        rollups AS (
            SELECT tenant_id, hour, sum(attempts)::bigint AS attempts, {UsageAmounts.SumList}
            FROM usage_rollups WHERE ($1 = '' OR tenant_id = $1) AND hour >= $2 AND hour < $3 GROUP BY 1, 2)
        SELECT count(*) FROM ledger l FULL JOIN rollups r USING (tenant_id, hour)
        WHERE (l.attempts, {Prefixed("l")}) IS DISTINCT FROM (r.attempts, {Prefixed("r")})
        """;

    private const string Key = "tenant_id, hour, assistant_id, user_id, provider, model, payer";

    // Row by row, for who must be told which one it is.
    private static readonly string DifferQuery =
        $"""
        WITH ledger AS (
            SELECT tenant_id, date_trunc('hour', attempt_time, 'UTC') AS hour, assistant_id, user_id, provider, model, payer,
                   count(*) FILTER (WHERE revision = 1) AS attempts, {UsageAmounts.SumList}
            FROM usage_entries WHERE ($1 = '' OR tenant_id = $1) AND attempt_time >= $2 AND attempt_time < $3 GROUP BY 1, 2, 3, 4, 5, 6, 7),
        rollups AS (SELECT * FROM usage_rollups WHERE ($1 = '' OR tenant_id = $1) AND hour >= $2 AND hour < $3)
        SELECT {Key}, {Described("l")}, {Described("r")} FROM ledger l FULL JOIN rollups r USING ({Key})
        WHERE (l.attempts, {Prefixed("l")}) IS DISTINCT FROM (r.attempts, {Prefixed("r")})
        ORDER BY hour, tenant_id, assistant_id, user_id, provider, model, payer LIMIT 10
        """;

    public static async Task AddToAsync(BookSums sums, NpgsqlTransaction transaction, AuditRange hours, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(SumQuery, transaction.Connection, transaction);
        hours.AddTo(query.Parameters);
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            var amounts = UsageAmounts.Read(rows, 2);
            sums[Name, rows.GetString(0)].AddAggregate(rows.GetInt64(1), amounts.ToCounts().ToUsage(), amounts.CostNanos);
        }
    }

    /// <summary>Hours of tenants whose rollups are not the sum of the ledger.</summary>
    public static Task<long> CountMismatchesAsync(NpgsqlTransaction transaction, AuditRange hours, CancellationToken cancellationToken) =>
        Counts.ReadAsync(transaction, CompareQuery, hours, cancellationToken);

    /// <summary>The first rollups that are not the sum of the ledger.</summary>
    public static async Task<IReadOnlyList<Difference>> DifferencesAsync(
        NpgsqlTransaction transaction, AuditRange hours, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(DifferQuery, transaction.Connection, transaction);
        hours.AddTo(query.Parameters);
        var differences = new List<Difference>();
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            differences.Add(new Difference
            {
                Book = Name,
                TenantId = rows.GetString(0),
                Time = Timestamp.FromDateTime(rows.GetDateTime(1)),
                Row = $"assistant '{rows.GetString(2)}', user '{rows.GetString(3)}', provider {rows.GetString(4)}, model {rows.GetString(5)}, payer {(Payer)rows.GetInt16(6)}",
                Expected = rows.GetString(7),
                Found = rows.GetString(8),
            });
        }

        return differences;
    }

    // Only what is not zero, so that the two can be read side by side.
    private static string Described(string alias) =>
        $"coalesce({alias}.attempts || ' attempts' || concat({string.Join(", ", UsageAmounts.Columns.Select(c => $"', ' || nullif({alias}.{c}, 0) || ' {c}'"))}), 'nothing')";

    private static string Prefixed(string alias) => string.Join(", ", UsageAmounts.Columns.Select(column => $"{alias}.{column}"));
}
