using Npgsql;
using Tollgate.Metering.Persistence;

namespace Tollgate.Metering.Budgets;

/// <summary>
/// The record of every change of a budget's counters, written in the change's own transaction and numbered in the order of the budget's
/// lock: from it anybody can prove that no hard budget was ever exceeded by an admission, and nobody refused while there was room. One row for each transaction and period,
/// so a hot budget costs one row for hundreds of calls.
/// </summary>
internal static class HoldHistory
{
    private const string Insert =
        """
        INSERT INTO hold_history (
            period_key, sequence, decided_at, hard, settled, held, allowance, kinds, attempt_ids, settled_by, held_by, allowance_by, wanted)
        SELECT period_key, sequence, $1, hard, settled, held, allowance,
               kinds::smallint[], attempt_ids::uuid[], settled_by::bigint[], held_by::bigint[], allowance_by::bigint[], wanted::bigint[]
        FROM unnest($2::bigint[], $3::bigint[], $4::boolean[], $5::bigint[], $6::bigint[], $7::bigint[],
                    $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[])
            AS n (period_key, sequence, hard, settled, held, allowance, kinds, attempt_ids, settled_by, held_by, allowance_by, wanted)
        """;

    public static void AddTo(NpgsqlBatch batch, IReadOnlyList<PeriodState> changed, DateTimeOffset now)
    {
        var insert = new NpgsqlBatchCommand(Insert);
        var columns = insert.Parameters;
        columns.AddTime(now);
        columns.AddColumn(changed, period => period.Key);
        columns.AddColumn(changed, period => period.Before.Sequence + 1);
        columns.AddColumn(changed, period => period.Refuses);
        columns.AddColumn(changed, period => period.Before.Settled);
        columns.AddColumn(changed, period => period.Before.Held);
        columns.AddColumn(changed, period => period.Before.Allowance);
        columns.AddLists(changed, period => period.Changes.Select(change => (short)change.Kind));
        columns.AddLists(changed, period => period.Changes.Select(change => change.AttemptId));
        columns.AddLists(changed, period => period.Changes.Select(change => change.SettledBy));
        columns.AddLists(changed, period => period.Changes.Select(change => change.HeldBy));
        columns.AddLists(changed, period => period.Changes.Select(change => change.AllowanceBy));
        columns.AddLists(changed, period => period.Changes.Select(change => change.Wanted));
        batch.BatchCommands.Add(insert);
    }
}
