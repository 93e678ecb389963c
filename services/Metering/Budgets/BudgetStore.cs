using Npgsql;
using Tollgate.Metering.Persistence;

namespace Tollgate.Metering.Budgets;

/// <summary>Reads and writes budgets with the state of their current period.</summary>
internal static class BudgetStore
{
    private const string Live = "b.tenant_id = $1 AND b.deleted_at IS NULL";

    /// <summary>A tenant's live budgets, or one of them, in id order; locked when they are going to be changed.</summary>
    public static async Task<IReadOnlyList<PeriodState>> ReadAsync(
        NpgsqlTransaction transaction, string tenantId, string? budgetId, bool forChange, CancellationToken cancellationToken)
    {
        // What cannot be an id names nothing.
        if ((tenantId.Length > 0 && !BudgetRules.IsId(tenantId)) || (budgetId is not null && !BudgetRules.IsId(budgetId)))
            return [];

        await using var query = new NpgsqlCommand(
            $"SELECT {BudgetRows.BudgetColumns} FROM budgets b WHERE {Live} AND ($2::text IS NULL OR b.budget_id = $2) ORDER BY b.budget_id"
            + (forChange ? " FOR NO KEY UPDATE OF b" : ""),
            transaction.Connection,
            transaction);
        query.Parameters.AddValue(tenantId);
        query.Parameters.Add(new NpgsqlParameter { Value = (object?)budgetId ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        var budgets = new List<BudgetDefinition>();
        await using (var rows = await query.ExecuteReaderAsync(cancellationToken))
        {
            while (await rows.ReadAsync(cancellationToken))
                budgets.Add(BudgetRows.ReadBudget(rows));
        }

        return await ReadPeriodsAsync(transaction, [.. budgets.Where(budget => !budget.IsDeleted)], cancellationToken);
    }

    /// <summary>The current periods of budgets, by the database clock; a period that nothing has touched yet is empty.</summary>
    public static async Task<IReadOnlyList<PeriodState>> ReadPeriodsAsync(
        NpgsqlTransaction transaction, IReadOnlyList<BudgetDefinition> budgets, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(
            $"""
            WITH clock AS MATERIALIZED (SELECT clock_timestamp() AS now)
            SELECT clock.now, {BudgetRows.PeriodColumns} FROM clock
            LEFT JOIN budget_periods p ON p.budget_key = ANY($1) AND p.period_start <= clock.now AND clock.now < p.period_end
            """,
            transaction.Connection,
            transaction);
        query.Parameters.AddColumn(budgets, budget => budget.Key);
        var byKey = budgets.ToDictionary(budget => budget.Key);
        var known = new Dictionary<long, PeriodState>();
        var now = default(DateTimeOffset);
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            now = BudgetRows.ReadTime(rows, 0);
            if (!await rows.IsDBNullAsync(1, cancellationToken) && BudgetRows.ReadPeriod(rows, 1, byKey) is { } period)
                known[period.Budget.Key] = period;
        }

        return [.. budgets.Select(budget => known.GetValueOrDefault(budget.Key) ?? PeriodState.Untouched(budget, now))];
    }

    public static async Task<BudgetDefinition> InsertAsync(
        NpgsqlTransaction transaction, BudgetDefinition budget, CancellationToken cancellationToken)
    {
        await using var insert = new NpgsqlCommand(
            """
            INSERT INTO budgets (budget_id, tenant_id, scope, scope_id, scope_key, period, time_zone, currency, limit_amount, hard, threshold_percents, threshold_actions)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING key
            """,
            transaction.Connection,
            transaction);
        insert.Parameters.AddValue(budget.BudgetId);
        insert.Parameters.AddValue(budget.TenantId);
        insert.Parameters.AddValue((short)budget.Scope);
        insert.Parameters.AddValue(budget.ScopeId);
        insert.Parameters.AddValue(budget.ScopeKey);
        insert.Parameters.AddValue((short)budget.Period);
        insert.Parameters.AddValue(budget.TimeZone);
        insert.Parameters.AddValue(budget.Currency);
        insert.Parameters.AddValue(budget.Limit);
        insert.Parameters.AddValue(budget.Hard);
        insert.Parameters.AddColumn(budget.Thresholds, threshold => threshold.Percent);
        insert.Parameters.AddColumn(budget.Thresholds, threshold => (int)threshold.Action);
        return budget with { Key = (long)(await insert.ExecuteScalarAsync(cancellationToken))! };
    }

    public static async Task UpdateAsync(NpgsqlTransaction transaction, BudgetDefinition budget, CancellationToken cancellationToken)
    {
        await using var update = new NpgsqlCommand(
            """
            UPDATE budgets SET limit_amount = $2, hard = $3, threshold_percents = $4, threshold_actions = $5, updated_at = clock_timestamp()
            WHERE key = $1
            """,
            transaction.Connection,
            transaction);
        update.Parameters.AddValue(budget.Key);
        update.Parameters.AddValue(budget.Limit);
        update.Parameters.AddValue(budget.Hard);
        update.Parameters.AddColumn(budget.Thresholds, threshold => threshold.Percent);
        update.Parameters.AddColumn(budget.Thresholds, threshold => (int)threshold.Action);
        await update.ExecuteNonQueryAsync(cancellationToken);
    }

    public static async Task DeleteAsync(NpgsqlTransaction transaction, long key, CancellationToken cancellationToken)
    {
        await using var delete = new NpgsqlCommand(
            "UPDATE budgets SET deleted_at = clock_timestamp() WHERE key = $1", transaction.Connection, transaction);
        delete.Parameters.AddValue(key);
        await delete.ExecuteNonQueryAsync(cancellationToken);
    }
}
