using Google.Protobuf.WellKnownTypes;
using Npgsql;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Metering.Budgets;

/// <summary>The thresholds in force, for those who act on them.</summary>
internal sealed class ListActiveThresholds(NpgsqlDataSource database)
{
    // The action is the budget's as it is now; a notice asks nobody to act.
    private static readonly string Query =
        $"""
        WITH clock AS MATERIALIZED (SELECT clock_timestamp() AS now)
        SELECT clock.now, a.* FROM clock LEFT JOIN LATERAL (
            SELECT b.tenant_id, b.budget_id, b.scope, b.scope_id, t.percent, t.action, p.period_end, c.crossed_at
            FROM budget_periods p
            JOIN budget_crossings c ON c.period_key = p.key
            JOIN budgets b ON b.key = p.budget_key
            CROSS JOIN unnest(b.threshold_percents, b.threshold_actions) AS t (percent, action)
            WHERE p.period_end > clock.now AND p.period_start <= clock.now AND b.deleted_at IS NULL
              AND t.percent = c.percent AND t.action <> {(int)BudgetAction.Notify}) a ON true
        """;

    public async Task<ListActiveThresholdsResponse> HandleAsync(CancellationToken cancellationToken)
    {
        var response = new ListActiveThresholdsResponse();
        await using var query = database.CreateCommand(Query);
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            response.ReadTime = Timestamp.FromDateTimeOffset(BudgetRows.ReadTime(rows, 0));
            if (!await rows.IsDBNullAsync(1, cancellationToken))
                response.Thresholds.Add(Read(rows));
        }

        return response;
    }

    private static ActiveThreshold Read(NpgsqlDataReader row)
    {
        var end = BudgetRows.ReadTime(row, 7);
        return new ActiveThreshold
        {
            TenantId = row.GetString(1),
            BudgetId = row.GetString(2),
            Scope = (BudgetScope)row.GetInt16(3),
            ScopeId = row.GetString(4),
            Percent = row.GetInt32(5),
            Action = (BudgetAction)row.GetInt32(6),
            PeriodEnd = end == DateTimeOffset.MaxValue ? null : Timestamp.FromDateTimeOffset(end),
            CrossTime = Timestamp.FromDateTimeOffset(BudgetRows.ReadTime(row, 8)),
        };
    }
}
