using Npgsql;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Metering.Budgets;

/// <summary>Reads budgets and their periods from rows that were selected with the columns named here.</summary>
internal static class BudgetRows
{
    public const string BudgetColumns =
        "b.key, b.budget_id, b.tenant_id, b.scope, b.scope_id, b.period, b.time_zone, b.currency, b.limit_amount, b.hard, " +
        "b.threshold_percents, b.threshold_actions, b.deleted_at IS NOT NULL, b.rollover_cap, b.burst_capacity, b.burst_refill, b.burst_interval, " +
        "b.burst_level, b.burst_refilled_at, b.created_at, b.plan_version";

    public const string PeriodColumns =
        "p.key, p.budget_key, p.period_start, p.period_end, p.settled, p.held, p.limit_amount, p.sequence, " +
        "p.adjusted, p.carried_in, p.carried_out, p.burst, " +
        "ARRAY(SELECT c.percent FROM budget_crossings c WHERE c.period_key = p.key)";

    public static BudgetDefinition ReadBudget(NpgsqlDataReader row)
    {
        var percents = row.GetFieldValue<int[]>(10);
        var actions = row.GetFieldValue<int[]>(11);
        var burst = new BurstRule(row.GetInt64(14), row.GetInt64(15), row.GetTimeSpan(16));
        return new BudgetDefinition
        {
            Key = row.GetInt64(0),
            BudgetId = row.GetString(1),
            TenantId = row.GetString(2),
            Scope = (BudgetScope)row.GetInt16(3),
            ScopeId = row.GetString(4),
            Period = (BudgetPeriod)row.GetInt16(5),
            TimeZone = row.GetString(6),
            Currency = row.GetString(7),
            Limit = row.GetInt64(8),
            Hard = row.GetBoolean(9),
            Thresholds = [.. percents.Select((percent, i) => new Threshold(percent, (BudgetAction)actions[i]))],
            IsDeleted = row.GetBoolean(12),
            RolloverCap = row.GetInt64(13),
            BurstRule = burst,
            Burst = burst == BurstRule.None ? null : new BurstCredits(burst, row.GetInt64(17), ReadTime(row, 18)),
            CreatedAt = ReadTime(row, 19),
            PlanVersion = row.IsDBNull(20) ? null : row.GetInt64(20),
        };
    }

    /// <summary>Reads a period whose columns begin at <paramref name="offset"/>; null when its budget is not among those given.</summary>
    public static PeriodState? ReadPeriod(NpgsqlDataReader row, int offset, Dictionary<long, BudgetDefinition> budgets) =>
        budgets.TryGetValue(row.GetInt64(offset + 1), out var budget)
            ? new PeriodState(
                budget,
                new PeriodWindow(ReadTime(row, offset + 2), ReadTime(row, offset + 3)),
                row.GetInt64(offset),
                new PeriodCounters
                {
                    Settled = row.GetInt64(offset + 4),
                    Held = row.GetInt64(offset + 5),
                    Limit = row.GetInt64(offset + 6),
                    Sequence = row.GetInt64(offset + 7),
                    Adjusted = row.GetInt64(offset + 8),
                    CarriedIn = row.GetInt64(offset + 9),
                    CarriedOut = row.GetInt64(offset + 10),
                    Burst = row.GetInt64(offset + 11),
                },
                row.GetFieldValue<int[]>(offset + 12))
            : null;

    // Infinity reads as the smallest and the largest time there is.
    public static DateTimeOffset ReadTime(NpgsqlDataReader row, int ordinal) =>
        new(DateTime.SpecifyKind(row.GetDateTime(ordinal), DateTimeKind.Utc));
}
