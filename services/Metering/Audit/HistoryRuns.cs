using Npgsql;
using Tollgate.Metering.Persistence;
using Tollgate.ServiceDefaults.Audit;

namespace Tollgate.Metering.Audit;

/// <summary>
/// The hold history as runs: every row goes on where the one before it ended, without a gap. A sealed day is one run of each period; so is a
/// span that is read, with the breaks in it counted.
/// </summary>
internal static class HistoryRuns
{
    private const string Columns =
        "period_key, first_sequence, last_sequence, settled, held, allowance, settled_after, held_after, allowance_after, breaks";

    private const string OfLive =
        """
        WITH batches AS (
            SELECT h.period_key, h.sequence, h.settled, h.held, h.allowance,
                   h.settled + s.settled_by AS settled_after, h.held + s.held_by AS held_after, h.allowance + s.allowance_by AS allowance_after
            FROM hold_history h CROSS JOIN LATERAL (
                SELECT sum(settled_by) AS settled_by, sum(held_by) AS held_by, sum(allowance_by) AS allowance_by
                FROM unnest(h.settled_by, h.held_by, h.allowance_by) AS n (settled_by, held_by, allowance_by)) s
            WHERE h.decided_at >= $1 AND h.decided_at < $2),
        chain AS (
            SELECT *, lag(sequence) OVER later IS NULL AS first, lead(sequence) OVER later AS next,
                   (settled_after, held_after, allowance_after)
                       IS DISTINCT FROM (lead(settled) OVER later, lead(held) OVER later, lead(allowance) OVER later) AS differs
            FROM batches WINDOW later AS (PARTITION BY period_key ORDER BY sequence))
        SELECT period_key, min(sequence) AS first_sequence, max(sequence) AS last_sequence,
               max(settled) FILTER (WHERE first) AS settled, max(held) FILTER (WHERE first) AS held, max(allowance) FILTER (WHERE first) AS allowance,
               (max(settled_after) FILTER (WHERE next IS NULL))::bigint AS settled_after, (max(held_after) FILTER (WHERE next IS NULL))::bigint AS held_after,
               (max(allowance_after) FILTER (WHERE next IS NULL))::bigint AS allowance_after,
               count(*) FILTER (WHERE next <> sequence + 1 OR (next IS NOT NULL AND differs)) AS breaks
        FROM chain GROUP BY period_key
        """;

    private const string OfSealed = $"SELECT {Columns} FROM sealed_history WHERE day = ANY($1)";

    private const string SealQuery = $"INSERT INTO sealed_history (day, {Columns}) SELECT $3, r.* FROM ({OfLive}) r";

    public static async Task<ILookup<long, HistoryRun>> ReadAsync(
        NpgsqlTransaction transaction, AuditSpans spans, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        var seals = new NpgsqlBatchCommand(OfSealed);
        seals.Parameters.AddValue(spans.Sealed.ToArray());
        batch.BatchCommands.Add(seals);
        foreach (var span in spans.Live)
        {
            var live = new NpgsqlBatchCommand(OfLive);
            span.AddTo(live.Parameters);
            batch.BatchCommands.Add(live);
        }

        var runs = new List<HistoryRun>();
        await using var rows = await batch.ExecuteReaderAsync(cancellationToken);
        do
        {
            while (await rows.ReadAsync(cancellationToken))
            {
                runs.Add(new HistoryRun(
                    rows.GetInt64(0), rows.GetInt64(1), rows.GetInt64(2), (rows.GetInt64(3), rows.GetInt64(4), rows.GetInt64(5)),
                    (rows.GetInt64(6), rows.GetInt64(7), rows.GetInt64(8)), rows.GetInt64(9)));
            }
        }
        while (await rows.NextResultAsync(cancellationToken));
        return runs.OrderBy(run => run.FirstSequence).ToLookup(run => run.PeriodKey);
    }

    /// <summary>Writes down a day's; the database refuses one with a break.</summary>
    public static async Task SealAsync(NpgsqlTransaction transaction, DateOnly day, CancellationToken cancellationToken)
    {
        await using var seal = new NpgsqlCommand(SealQuery, transaction.Connection, transaction);
        AuditSpan.Of(day).AddTo(seal.Parameters);
        seal.Parameters.AddValue(day);
        await seal.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>A part of a period's history.</summary>
internal sealed record HistoryRun(
    long PeriodKey, long FirstSequence, long LastSequence, (long Settled, long Held, long Allowance) Before, (long Settled, long Held, long Allowance) After,
    long Breaks);
