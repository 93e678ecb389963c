using Npgsql;
using Tollgate.Metering.Budgets;
using Tollgate.Metering.Persistence;

namespace Tollgate.Metering.Holds;

/// <summary>
/// Locks what a batch decides on: attempts in id order, then budgets in id order. Everything that changes either goes through here, so
/// no two transactions can wait for each other in a circle. Two round trips.
/// </summary>
internal static class BooksReader
{
    // The range beside the list lets Postgres skip partitions whatever plan it has cached.
    private const string LockHolds =
        """
        SELECT h.attempt_id, h.status, h.operation_id, h.tenant_id, h.provider, h.model, h.cost_nanos, h.tokens, h.period_keys,
               h.room_period_key, h.room, h.deadline, h.held_at, h.ended_at, h.revision, h.rank
        FROM holds h WHERE h.attempt_id = ANY($1) AND h.attempt_id BETWEEN $2 AND $3 ORDER BY h.attempt_id FOR UPDATE
        """;

    private const string LockBudgets =
        $"""
        SELECT {BudgetRows.BudgetColumns} FROM budgets b
        WHERE b.key IN (
            SELECT key FROM budgets WHERE scope_key = ANY($1) AND deleted_at IS NULL
            UNION
            SELECT budget_key FROM budget_periods WHERE key = ANY($2))
        ORDER BY b.budget_id, b.tenant_id, b.key FOR NO KEY UPDATE OF b
        """;

    // The clock is read here, after the locks: what this batch decides happens after everything it waited for. Besides the current periods
    // and those that holds name, the period before, where its unused part is carried over.
    private const string ReadPeriods =
        $"""
        WITH clock AS MATERIALIZED (SELECT clock_timestamp() AS now)
        SELECT clock.now, {BudgetRows.PeriodColumns}
        FROM clock LEFT JOIN LATERAL (
            SELECT * FROM budget_periods
            WHERE budget_key IN (SELECT key FROM budgets WHERE scope_key = ANY($1) AND deleted_at IS NULL)
              AND period_start <= clock.now AND clock.now < period_end
            UNION
            SELECT * FROM budget_periods WHERE key = ANY($2)
            UNION
            SELECT l.* FROM budgets b CROSS JOIN LATERAL (
                SELECT * FROM budget_periods WHERE budget_key = b.key AND period_start <= clock.now ORDER BY period_start DESC LIMIT 2) l
            WHERE b.rollover_cap > 0 AND b.deleted_at IS NULL AND (b.scope_key = ANY($1) OR b.key IN (
                SELECT budget_key FROM budget_periods WHERE key = ANY($2)))) p ON true
        """;

    public static async Task<Books> LockAsync(
        NpgsqlTransaction transaction, IReadOnlyCollection<Guid> attemptIds, IReadOnlyCollection<string> scopeKeys,
        CancellationToken cancellationToken)
    {
        var rows = await LockHoldsAsync(transaction, [.. attemptIds], cancellationToken);
        // Their rows are locked: the periods they name stay the ones they name.
        long[] named = [.. rows.SelectMany(row => row.PeriodKeys).Concat(rows.Select(row => row.RoomPeriodKey).OfType<long>()).Distinct()];
        var scopes = scopeKeys.ToArray();
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        foreach (var sql in (ReadOnlySpan<string>)[LockBudgets, ReadPeriods])
        {
            var command = new NpgsqlBatchCommand(sql);
            command.Parameters.AddValue(scopes);
            command.Parameters.AddValue(named);
            batch.BatchCommands.Add(command);
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var budgets = new List<BudgetDefinition>();
        while (await reader.ReadAsync(cancellationToken))
            budgets.Add(BudgetRows.ReadBudget(reader));

        await reader.NextResultAsync(cancellationToken);
        var byKey = budgets.ToDictionary(budget => budget.Key);
        var now = default(DateTimeOffset);
        var periods = new List<PeriodState>();
        while (await reader.ReadAsync(cancellationToken))
        {
            now = BudgetRows.ReadTime(reader, 0);
            // A budget made between the two statements is not locked and does not count yet.
            if (!await reader.IsDBNullAsync(1, cancellationToken) && BudgetRows.ReadPeriod(reader, 1, byKey) is { } period)
                periods.Add(period);
        }

        var book = new BudgetBook(now, budgets, periods);
        return new Books(book, rows.ToDictionary(row => row.AttemptId, row => row.ToHold(book)));
    }

    private static async Task<List<HoldRow>> LockHoldsAsync(NpgsqlTransaction transaction, Guid[] ids, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(LockHolds, transaction.Connection, transaction);
        query.Parameters.AddValue(ids);
        query.Parameters.AddValue(ids.Length == 0 ? Guid.Empty : ids.Min());
        query.Parameters.AddValue(ids.Length == 0 ? Guid.Empty : ids.Max());
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
        var rows = new List<HoldRow>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(HoldRow.Read(reader));
        return rows;
    }
}
