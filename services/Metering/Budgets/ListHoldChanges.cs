using Google.Protobuf.WellKnownTypes;
using Npgsql;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Persistence;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Metering.Budgets;

/// <summary>Pages through the hold history of a budget, decision by decision.</summary>
internal sealed class ListHoldChanges(NpgsqlDataSource database)
{
    private const int DefaultPageSize = 100;
    private const int MaxPageSize = 1000;

    // The one that lives, else the last that had the id.
    private const string Find =
        "SELECT key FROM budgets WHERE tenant_id = $1 AND budget_id = $2 ORDER BY deleted_at DESC NULLS FIRST LIMIT 1";

    private const string Query =
        """
        SELECT c.period_key, c.sequence, c.decided_at, c.kind, c.attempt_id, c.settled_by, c.held_by, c.allowance_by,
               c.settled, c.held, c.allowance, c.hard, p.period_start, c.wanted
        FROM budget_periods p JOIN hold_changes c ON c.period_key = p.key
        WHERE (c.period_key, c.sequence) IN (
            SELECT h.period_key, h.sequence FROM budget_periods p JOIN hold_history h ON h.period_key = p.key
            WHERE p.budget_key = $1 AND (h.period_key, h.sequence) > ($2, $3) ORDER BY h.period_key, h.sequence LIMIT $4)
        ORDER BY c.period_key, c.sequence, c.position
        """;

    public async Task<ListHoldChangesResponse> HandleAsync(ListHoldChangesRequest request, CancellationToken cancellationToken)
    {
        var rules = new Validation();
        rules.Require(request.PageSize is >= 0 and <= MaxPageSize, "page_size", "must be 1 to 1,000");
        rules.ThrowIfInvalid();
        var size = request.PageSize == 0 ? DefaultPageSize : request.PageSize;
        var budgetKey = await FindAsync(request, cancellationToken) ?? throw ManageBudgets.NotFound(request.BudgetId);
        var after = HoldChangePageToken.Parse(request.PageToken, budgetKey);

        await using var query = database.CreateCommand(Query);
        query.Parameters.AddValue(budgetKey);
        query.Parameters.AddValue(after.PeriodKey);
        query.Parameters.AddValue(after.Sequence);
        query.Parameters.AddValue(size);
        var response = new ListHoldChangesResponse();
        var last = after;
        var decisions = 0;
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            var here = new HoldChangePageToken(budgetKey, rows.GetInt64(0), rows.GetInt64(1));
            decisions += here == last ? 0 : 1;
            last = here;
            response.Changes.Add(Read(rows));
        }

        // A full page may be the last one: the next is empty then.
        if (decisions == size)
            response.NextPageToken = last.ToString();
        return response;
    }

    private async Task<long?> FindAsync(ListHoldChangesRequest request, CancellationToken cancellationToken)
    {
        if (!BudgetRules.IsId(request.BudgetId) || (request.TenantId.Length > 0 && !BudgetRules.IsId(request.TenantId)))
            return null;
        await using var query = database.CreateCommand(Find);
        query.Parameters.AddValue(request.TenantId);
        query.Parameters.AddValue(request.BudgetId);
        return await query.ExecuteScalarAsync(cancellationToken) as long?;
    }

    private static HoldChange Read(NpgsqlDataReader row)
    {
        var start = BudgetRows.ReadTime(row, 12);
        return new HoldChange
        {
            PeriodStart = start == DateTimeOffset.MinValue ? null : Timestamp.FromDateTimeOffset(start),
            Sequence = row.GetInt64(1),
            DecideTime = Timestamp.FromDateTimeOffset(BudgetRows.ReadTime(row, 2)),
            Kind = (HoldChangeKind)row.GetInt16(3),
            AttemptId = row.IsDBNull(4) ? "" : row.GetGuid(4).ToString(),
            SettledBy = row.GetInt64(5),
            HeldBy = row.GetInt64(6),
            AllowanceBy = row.GetInt64(7),
            Settled = row.GetInt64(8),
            Held = row.GetInt64(9),
            Allowance = row.GetInt64(10),
            Hard = row.GetBoolean(11),
            Wanted = row.GetInt64(13),
        };
    }
}
