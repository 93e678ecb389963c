using Npgsql;

namespace Tollgate.Metering.Audit;

/// <summary>What has not come to rest, or does not add up.</summary>
internal static class Counts
{
    private const string OpenHolds = "SELECT count(*) FROM holds WHERE status = 1 AND ($1 = '' OR tenant_id = $1)";
    private const string Outbox = "SELECT count(*) FROM messaging.outbox";
    private const string Quarantined = "SELECT count(*) FROM quarantine WHERE released_at IS NULL";

    // What a budget's period says was settled and is held, against the entries charged to it and the open holds on it.
    private const string BudgetMismatches =
        """
        WITH charged AS (
            SELECT k.key, sum(cost_nanos) AS cost,
                   sum(input + cached_input + cache_write_5m + cache_write_1h + output + reasoning + image_input + image_output
                       + audio_input + cached_audio_input + audio_output) AS tokens
            FROM usage_entries CROSS JOIN unnest(period_keys) AS k (key) GROUP BY k.key),
        held AS (
            SELECT k.key, sum(cost_nanos) AS cost, sum(tokens) AS tokens
            FROM holds CROSS JOIN unnest(period_keys) AS k (key) WHERE status = 1 GROUP BY k.key)
        SELECT count(*) FROM budget_periods p JOIN budgets b ON b.key = p.budget_key
        LEFT JOIN charged c ON c.key = p.key LEFT JOIN held h ON h.key = p.key
        WHERE ($1 = '' OR b.tenant_id = $1) AND p.period_start < $3 AND p.period_end > $2
          AND (p.settled <> coalesce(CASE WHEN b.currency = '' THEN c.tokens ELSE c.cost END, 0)
            OR p.held <> coalesce(CASE WHEN b.currency = '' THEN h.tokens ELSE h.cost END, 0))
        """;

    /// <summary>What will come to rest by itself.</summary>
    public static async Task AddUnsettledAsync(
        IDictionary<string, long> pending, NpgsqlTransaction transaction, AuditRange range, CancellationToken cancellationToken)
    {
        pending["open_holds"] = await ReadAsync(transaction, OpenHolds, range, cancellationToken);
        pending["outbox"] = await ReadAsync(transaction, Outbox, null, cancellationToken);
    }

    public static async Task AddToAsync(
        IDictionary<string, long> pending, NpgsqlTransaction transaction, AuditRange range, CancellationToken cancellationToken)
    {
        await AddUnsettledAsync(pending, transaction, range, cancellationToken);
        pending["quarantined"] = await ReadAsync(transaction, Quarantined, null, cancellationToken);
        pending["budget_mismatches"] = await ReadAsync(transaction, BudgetMismatches, range, cancellationToken);
    }

    public static async Task<long> ReadAsync(
        NpgsqlTransaction transaction, string sql, AuditRange? range, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(sql, transaction.Connection, transaction);
        range?.AddTo(query.Parameters);
        return (long)(await query.ExecuteScalarAsync(cancellationToken))!;
    }
}
