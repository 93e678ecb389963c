using Npgsql;
using Tollgate.Contracts.Audit.V1;
using Tollgate.Metering.Budgets;

namespace Tollgate.Metering.Audit;

/// <summary>
/// Proves from the hold history that no hard budget was exceeded by an admission at any instant, and that nobody was refused while there was room. More may be settled and held than is allowed
/// only after an entry that has a name: a lowered limit, an adjustment, a correction, or usage that was not held or went beyond its worst case.
/// </summary>
internal static class AdmissionBook
{
    // A change that makes an excess or adds to it. Settled, corrected, limit changed and adjusted are the names that excuse it.
    private static readonly string Prove =
        $"""
        SELECT count(*), count(*) FILTER (WHERE exceeds AND NOT named), count(*) FILTER (WHERE exceeds AND named), count(*) FILTER (WHERE had_room)
        FROM (
            SELECT c.hard AND c.settled + c.held > c.allowance AND c.settled_by + c.held_by > c.allowance_by AS exceeds,
                   c.kind IN ({(short)ChangeKind.Settled}, {(short)ChangeKind.Corrected}, {(short)ChangeKind.LimitChanged}, {(short)ChangeKind.Adjusted}) AS named,
                   c.kind = {(short)ChangeKind.Refused} AND c.settled + c.held + c.wanted <= c.allowance AS had_room
            FROM hold_changes c JOIN budget_periods p ON p.key = c.period_key JOIN budgets b ON b.key = p.budget_key
            WHERE ($1 = '' OR b.tenant_id = $1) AND c.decided_at >= $2 AND c.decided_at < $3) c
        """;

    // Every row goes on where the one before it ended, without a gap, and the last one ends at the counters in force. The oldest rows may
    // have been dropped with their day.
    private const string FindBreaks =
        """
        WITH batches AS (
            SELECT h.period_key, h.sequence, h.settled, h.held, h.allowance,
                   h.settled + s.settled_by AS settled_after, h.held + s.held_by AS held_after, h.allowance + s.allowance_by AS allowance_after
            FROM hold_history h CROSS JOIN LATERAL (
                SELECT sum(settled_by) AS settled_by, sum(held_by) AS held_by, sum(allowance_by) AS allowance_by
                FROM unnest(h.settled_by, h.held_by, h.allowance_by) AS n (settled_by, held_by, allowance_by)) s),
        chain AS (
            SELECT period_key, sequence, settled_after, held_after, lead(sequence) OVER later AS next,
                   (settled_after, held_after, allowance_after)
                       IS DISTINCT FROM (lead(settled) OVER later, lead(held) OVER later, lead(allowance) OVER later) AS differs
            FROM batches WINDOW later AS (PARTITION BY period_key ORDER BY sequence))
        SELECT count(*) FROM budget_periods p JOIN budgets b ON b.key = p.budget_key LEFT JOIN chain c ON c.period_key = p.key
        WHERE ($1 = '' OR b.tenant_id = $1) AND p.period_start < $3 AND p.period_end > $2
          AND CASE
              WHEN c.sequence IS NULL THEN false
              WHEN c.next IS NULL THEN (c.sequence, c.settled_after, c.held_after) IS DISTINCT FROM (p.sequence, p.settled, p.held)
              ELSE c.next <> c.sequence + 1 OR c.differs END
        """;

    /// <summary>Adds the book of changes and the one of named exceptions, and counts what must not be.</summary>
    public static async Task AddToAsync(
        DigestResponse response, NpgsqlTransaction transaction, AuditRange range, string currency, CancellationToken cancellationToken)
    {
        await using (var query = new NpgsqlCommand(Prove, transaction.Connection, transaction))
        {
            range.AddTo(query.Parameters);
            await using var rows = await query.ExecuteReaderAsync(cancellationToken);
            await rows.ReadAsync(cancellationToken);
            response.Books.Add(new Book { Name = "metering.hold_changes", Records = rows.GetInt64(0), Currency = currency });
            response.Pending["admission_violations"] = rows.GetInt64(1);
            response.Pending["false_refusals"] = rows.GetInt64(3);
            response.Books.Add(new Book { Name = "metering.over_limit", Records = rows.GetInt64(2), Currency = currency });
        }

        response.Pending["hold_history_breaks"] = await Counts.ReadAsync(transaction, FindBreaks, range, cancellationToken);
    }
}
