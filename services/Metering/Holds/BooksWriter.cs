using Npgsql;
using NpgsqlTypes;
using Tollgate.Metering.Budgets;
using Tollgate.Metering.Persistence;

namespace Tollgate.Metering.Holds;

/// <summary>Writes what a batch decided: counters, crossings, holds, and the notices that follow.</summary>
internal sealed class BooksWriter(PeriodStore periods)
{
    private const string InsertHolds =
        """
        INSERT INTO holds (attempt_id, status, operation_id, tenant_id, provider, model, cost_nanos, tokens, period_keys,
                           room_period_key, room, deadline, held_at, ended_at, revision, rank)
        SELECT attempt_id, status, operation_id, tenant_id, provider, model, cost_nanos, tokens, period_keys::bigint[],
               room_period_key, room, deadline, held_at, ended_at, revision, rank
        FROM unnest($1::uuid[], $2::smallint[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::bigint[], $9::text[],
                    $10::bigint[], $11::bigint[], $12::timestamptz[], $13::timestamptz[], $14::timestamptz[], $15::integer[], $16::smallint[])
            AS n (attempt_id, status, operation_id, tenant_id, provider, model, cost_nanos, tokens, period_keys,
                  room_period_key, room, deadline, held_at, ended_at, revision, rank)
        ORDER BY attempt_id
        """;

    private const string UpdateHolds =
        """
        UPDATE holds h SET status = n.status, cost_nanos = n.cost_nanos, tokens = n.tokens, period_keys = n.period_keys::bigint[],
                           ended_at = n.ended_at, revision = n.revision, rank = n.rank
        FROM unnest($3::uuid[], $4::smallint[], $5::bigint[], $6::bigint[], $7::text[], $8::timestamptz[], $9::integer[], $10::smallint[])
            AS n (attempt_id, status, cost_nanos, tokens, period_keys, ended_at, revision, rank)
        WHERE h.attempt_id = n.attempt_id AND h.attempt_id BETWEEN $1 AND $2
        """;

    /// <summary>Writes the books together with whatever else is in <paramref name="batch"/>. One round trip, more only when periods begin or thresholds are crossed.</summary>
    public async Task WriteAsync(NpgsqlTransaction transaction, Books books, NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        PeriodStore.AddUpdates(batch, books.Budgets.Periods, books.Now);
        AddInserts(batch, [.. books.Holds.Where(hold => !hold.IsStored)]);
        AddUpdates(batch, [.. books.Holds.Where(hold => hold is { IsStored: true, IsChanged: true })]);
        if (batch.BatchCommands.Count > 0)
            await batch.ExecuteNonQueryAsync(cancellationToken);
        await periods.AnnounceAsync(transaction, books.Budgets.Periods, books.Now, cancellationToken);
    }

    private static void AddInserts(NpgsqlBatch batch, List<Hold> holds)
    {
        if (holds.Count == 0)
            return;
        var insert = new NpgsqlBatchCommand(InsertHolds);
        insert.Parameters.AddColumn(holds, hold => hold.AttemptId);
        insert.Parameters.AddColumn(holds, hold => (short)hold.Status);
        insert.Parameters.Add(new NpgsqlParameter
        {
            Value = holds.Select(hold => hold.OperationId).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid,
        });
        insert.Parameters.AddColumn(holds, hold => hold.TenantId);
        insert.Parameters.AddColumn(holds, hold => hold.Provider);
        insert.Parameters.AddColumn(holds, hold => hold.Model);
        insert.Parameters.AddColumn(holds, hold => hold.Worst.CostNanos);
        insert.Parameters.AddColumn(holds, hold => hold.Worst.Tokens);
        insert.Parameters.AddLists(holds, KeysOf);
        insert.Parameters.AddColumn(holds, hold => hold.RoomPeriod?.Key);
        insert.Parameters.AddColumn(holds, hold => hold.Room);
        insert.Parameters.AddTimes(holds, hold => hold.Deadline);
        insert.Parameters.AddTimes(holds, hold => hold.HeldAt);
        insert.Parameters.AddTimes(holds, hold => hold.EndedAt);
        insert.Parameters.AddColumn(holds, hold => hold.Revision);
        insert.Parameters.AddColumn(holds, hold => hold.Rank);
        batch.BatchCommands.Add(insert);
    }

    private static void AddUpdates(NpgsqlBatch batch, List<Hold> holds)
    {
        if (holds.Count == 0)
            return;
        var update = new NpgsqlBatchCommand(UpdateHolds);
        update.Parameters.AddValue(holds.Min(hold => hold.AttemptId));
        update.Parameters.AddValue(holds.Max(hold => hold.AttemptId));
        update.Parameters.AddColumn(holds, hold => hold.AttemptId);
        update.Parameters.AddColumn(holds, hold => (short)hold.Status);
        update.Parameters.AddColumn(holds, hold => hold.Worst.CostNanos);
        update.Parameters.AddColumn(holds, hold => hold.Worst.Tokens);
        update.Parameters.AddLists(holds, KeysOf);
        update.Parameters.AddTimes(holds, hold => hold.EndedAt);
        update.Parameters.AddColumn(holds, hold => hold.Revision);
        update.Parameters.AddColumn(holds, hold => hold.Rank);
        batch.BatchCommands.Add(update);
    }

    private static IEnumerable<long> KeysOf(Hold hold) => hold.Periods.Select(period => period.Key);
}
