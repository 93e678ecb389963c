using Google.Protobuf.Collections;
using Npgsql;
using Tollgate.ServiceDefaults.Audit;

namespace Tollgate.Metering.Audit;

/// <summary>
/// Compares the counters of budget periods with the entries charged to them, the holds open on them, and the end of their history. All of the
/// ledger counts, whatever range is asked for: a period's entries may be of any time.
/// </summary>
internal static class PeriodsProof
{
    private const string Periods =
        """
        WITH open AS (
            SELECT k.key, sum(cost_nanos) AS cost, sum(tokens) AS tokens
            FROM holds CROSS JOIN unnest(period_keys) AS k (key) WHERE status = 1 GROUP BY k.key)
        SELECT p.key, b.currency = '', p.settled, p.held, p.sequence, coalesce(CASE WHEN b.currency = '' THEN o.tokens ELSE o.cost END, 0)
        FROM budget_periods p JOIN budgets b ON b.key = p.budget_key LEFT JOIN open o ON o.key = p.key
        WHERE ($1 = '' OR b.tenant_id = $1) AND p.period_start < $3 AND p.period_end > $2
        """;

    public static async Task AddToAsync(
        MapField<string, long> pending, NpgsqlTransaction transaction, AuditRange range, bool full, CancellationToken cancellationToken)
    {
        var spans = (await AuditSpans.ReadAsync(transaction, AuditSpan.Always, full, cancellationToken)).InDatabase();
        var charges = await PeriodCharges.ReadAsync(transaction, spans, cancellationToken);
        var history = await HistoryRuns.ReadAsync(transaction, spans, cancellationToken);

        var (mismatches, breaks) = (0L, 0L);
        await using var query = new NpgsqlCommand(Periods, transaction.Connection, transaction);
        range.AddTo(query.Parameters);
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            var (key, settled, held) = (rows.GetInt64(0), rows.GetInt64(2), rows.GetInt64(3));
            var charged = charges.GetValueOrDefault(key);
            if (settled != (rows.GetBoolean(1) ? charged.Tokens : charged.CostNanos) || held != rows.GetDecimal(5))
                mismatches++;
            breaks += Breaks([.. history[key]], rows.GetInt64(4), settled, held);
        }

        pending["budget_mismatches"] = mismatches;
        pending["hold_history_breaks"] = breaks;
    }

    // Every run goes on where the one before it ended, and the last one ends at the counters in force. The oldest may have been dropped with
    // their day.
    private static long Breaks(HistoryRun[] runs, long sequence, long settled, long held)
    {
        var breaks = runs.Sum(run => run.Breaks) + runs.Zip(runs.Skip(1)).Count(pair =>
            pair.Second.FirstSequence != pair.First.LastSequence + 1 || pair.Second.Before != pair.First.After);
        return runs is [.., var last] && (last.LastSequence, last.After.Settled, last.After.Held) != (sequence, settled, held) ? breaks + 1 : breaks;
    }
}
