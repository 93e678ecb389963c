using Npgsql;
using Tollgate.Metering.Budgets;
using Tollgate.Metering.Persistence;
using Tollgate.ServiceDefaults.Audit;

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
        SELECT tenant_id, count(*) AS changes, count(*) FILTER (WHERE exceeds AND NOT named) AS violations,
               count(*) FILTER (WHERE exceeds AND named) AS over_limit, count(*) FILTER (WHERE had_room) AS false_refusals
        FROM (
            SELECT b.tenant_id, c.hard AND c.settled + c.held > c.allowance AND c.settled_by + c.held_by > c.allowance_by AS exceeds,
                   c.kind IN ({(short)ChangeKind.Settled}, {(short)ChangeKind.Corrected}, {(short)ChangeKind.LimitChanged}, {(short)ChangeKind.Adjusted}) AS named,
                   c.kind = {(short)ChangeKind.Refused} AND c.settled + c.held + c.wanted <= c.allowance AS had_room
            FROM hold_changes c JOIN budget_periods p ON p.key = c.period_key JOIN budgets b ON b.key = p.budget_key
            WHERE ($1 = '' OR b.tenant_id = $1) AND c.decided_at >= $2 AND c.decided_at < $3) c
        GROUP BY tenant_id
        """;

    private const string OfSealed =
        "SELECT tenant_id, changes, violations, over_limit, false_refusals FROM sealed_admissions WHERE ($1 = '' OR tenant_id = $1) AND day = ANY($2)";

    private static readonly string SealQuery =
        $"INSERT INTO sealed_admissions (day, tenant_id, changes, violations, over_limit, false_refusals) SELECT $4, p.* FROM ({Prove}) p";

    /// <summary>Counts what was decided.</summary>
    public static async Task<AdmissionCounts> ReadAsync(
        NpgsqlTransaction transaction, AuditRange range, AuditSpans spans, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        var seals = new NpgsqlBatchCommand(OfSealed);
        seals.Parameters.AddValue(range.TenantId);
        seals.Parameters.AddValue(spans.Sealed.ToArray());
        batch.BatchCommands.Add(seals);
        foreach (var span in spans.Live)
        {
            var live = new NpgsqlBatchCommand(Prove);
            range.In(span).AddTo(live.Parameters);
            batch.BatchCommands.Add(live);
        }

        var counts = default(AdmissionCounts);
        await using var rows = await batch.ExecuteReaderAsync(cancellationToken);
        do
        {
            while (await rows.ReadAsync(cancellationToken))
                counts += new AdmissionCounts(rows.GetInt64(1), rows.GetInt64(2), rows.GetInt64(3), rows.GetInt64(4));
        }
        while (await rows.NextResultAsync(cancellationToken));
        return counts;
    }

    /// <summary>Writes down a day's; the database refuses what must not be.</summary>
    public static async Task SealAsync(NpgsqlTransaction transaction, DateOnly day, CancellationToken cancellationToken)
    {
        await using var seal = new NpgsqlCommand(SealQuery, transaction.Connection, transaction);
        AuditRange.Of(AuditSpan.Of(day)).AddTo(seal.Parameters);
        seal.Parameters.AddValue(day);
        await seal.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>What was decided.</summary>
internal readonly record struct AdmissionCounts(long Changes, long Violations, long OverLimit, long FalseRefusals)
{
    public static AdmissionCounts operator +(AdmissionCounts left, AdmissionCounts right) => new(
        left.Changes + right.Changes, left.Violations + right.Violations, left.OverLimit + right.OverLimit, left.FalseRefusals + right.FalseRefusals);
}
