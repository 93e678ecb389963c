using Npgsql;
using Tollgate.Metering.Persistence;

namespace Tollgate.Metering.Budgets;

/// <summary>Reads and writes budgets with the state of their current period.</summary>
internal static class BudgetStore
{
    private const string Live = "b.tenant_id = $1 AND b.deleted_at IS NULL";

    /// <summary>A tenant's live budgets, or one of them, in id order; locked when they are going to be changed.</summary>
    public static async Task<BudgetBook> ReadAsync(
        NpgsqlTransaction transaction, string tenantId, string? budgetId, bool forChange, CancellationToken cancellationToken)
    {
        // What cannot be an id names nothing.
        if ((tenantId.Length > 0 && !BudgetRules.IsId(tenantId)) || (budgetId is not null && !BudgetRules.IsId(budgetId)))
            return new BudgetBook(default, [], []);

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

    public static async Task<BudgetDefinition> InsertAsync(
        NpgsqlTransaction transaction, BudgetDefinition budget, CancellationToken cancellationToken)
    {
        await using var insert = new NpgsqlCommand(
            """
            INSERT INTO budgets (
                limit_amount, hard, threshold_percents, threshold_actions, rollover_cap, burst_capacity, burst_refill, burst_interval, plan_version, burst_level,
                budget_id, tenant_id, scope, scope_id, scope_key, period, time_zone, currency)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $6, $10, $11, $12, $13, $14, $15, $16, $17) RETURNING key
            """,
            transaction.Connection,
            transaction);
        AddChangeable(insert.Parameters, budget);
        insert.Parameters.AddValue(budget.BudgetId);
        insert.Parameters.AddValue(budget.TenantId);
        insert.Parameters.AddValue((short)budget.Scope);
        insert.Parameters.AddValue(budget.ScopeId);
        insert.Parameters.AddValue(budget.ScopeKey);
        insert.Parameters.AddValue((short)budget.Period);
        insert.Parameters.AddValue(budget.TimeZone);
        insert.Parameters.AddValue(budget.Currency);
        return budget with { Key = (long)(await insert.ExecuteScalarAsync(cancellationToken))! };
    }

    /// <summary>Writes what may change. New burst credits are there at once; fewer are cut.</summary>
    public static async Task UpdateAsync(NpgsqlTransaction transaction, BudgetDefinition budget, CancellationToken cancellationToken)
    {
        await using var update = new NpgsqlCommand(
            """
            UPDATE budgets SET limit_amount = $1, hard = $2, threshold_percents = $3, threshold_actions = $4, rollover_cap = $5,
                burst_capacity = $6, burst_refill = $7, burst_interval = $8, plan_version = $9,
                burst_level = CASE WHEN burst_capacity = 0 THEN $6 ELSE least(burst_level, $6) END,
                burst_refilled_at = CASE WHEN burst_capacity = 0 THEN clock_timestamp() ELSE burst_refilled_at END,
                updated_at = clock_timestamp()
            WHERE key = $10
            """,
            transaction.Connection,
            transaction);
        AddChangeable(update.Parameters, budget);
        update.Parameters.AddValue(budget.Key);
        await update.ExecuteNonQueryAsync(cancellationToken);
    }

    public static async Task DeleteAsync(NpgsqlTransaction transaction, long key, CancellationToken cancellationToken)
    {
        await using var delete = new NpgsqlCommand(
            "UPDATE budgets SET deleted_at = clock_timestamp() WHERE key = $1", transaction.Connection, transaction);
        delete.Parameters.AddValue(key);
        await delete.ExecuteNonQueryAsync(cancellationToken);
    }

    // The current periods by the database clock, and where unused parts are carried over those before them.
    private static async Task<BudgetBook> ReadPeriodsAsync(
        NpgsqlTransaction transaction, IReadOnlyList<BudgetDefinition> budgets, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(
            $"""
            WITH clock AS MATERIALIZED (SELECT clock_timestamp() AS now)
            SELECT clock.now, {BudgetRows.PeriodColumns} FROM clock LEFT JOIN LATERAL (
                SELECT l.* FROM unnest($1::bigint[]) AS b (key) CROSS JOIN LATERAL (
                    SELECT * FROM budget_periods WHERE budget_key = b.key AND period_start <= clock.now ORDER BY period_start DESC LIMIT 2) l) p ON true
            """,
            transaction.Connection,
            transaction);
        query.Parameters.AddColumn(budgets, budget => budget.Key);
        var byKey = budgets.ToDictionary(budget => budget.Key);
        var known = new List<PeriodState>();
        var now = default(DateTimeOffset);
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            now = BudgetRows.ReadTime(rows, 0);
            if (!await rows.IsDBNullAsync(1, cancellationToken) && BudgetRows.ReadPeriod(rows, 1, byKey) is { } period)
                known.Add(period);
        }

        return new BudgetBook(now, budgets, known);
    }

    private static void AddChangeable(NpgsqlParameterCollection parameters, BudgetDefinition budget)
    {
        parameters.AddValue(budget.Limit);
        parameters.AddValue(budget.Hard);
        parameters.AddColumn(budget.Thresholds, threshold => threshold.Percent);
        parameters.AddColumn(budget.Thresholds, threshold => (int)threshold.Action);
        parameters.AddValue(budget.RolloverCap);
        parameters.AddValue(budget.BurstRule.Capacity);
        parameters.AddValue(budget.BurstRule.Refill);
        parameters.AddValue(budget.BurstRule.Interval);
        parameters.Add(new NpgsqlParameter { Value = (object?)budget.PlanVersion ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bigint });
    }
}
