using Npgsql;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Persistence;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Messaging;

namespace Tollgate.Metering.Budgets;

/// <summary>Changes what the current period of a budget allows, as an entry that says why and who. Nothing is spent or unspent by it.</summary>
internal sealed class AdjustBudget(NpgsqlDataSource database, PeriodStore periods, Outbox outbox, ILogger<AdjustBudget> logger)
{
    private const string Columns = "a.request_id, a.amount, a.reason, a.adjusted_by, a.sequence, a.adjusted_at, p.period_start";

    private const string Insert =
        """
        INSERT INTO budget_adjustments (budget_key, request_id, period_key, sequence, amount, reason, adjusted_by, adjusted_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    private static readonly string Query =
        $"""
        SELECT {Columns} FROM budget_adjustments a JOIN budget_periods p ON p.key = a.period_key
        WHERE a.budget_key = $1 AND ($2 = '' OR a.request_id = $2) ORDER BY a.adjusted_at DESC, a.request_id LIMIT 1000
        """;

    public async Task<AdjustBudgetResponse> HandleAsync(AdjustBudgetRequest request, CancellationToken cancellationToken)
    {
        var wanted = Adjustment.Read(request.Adjustment);
        var (made, state) = await Transactions.RunAsync(
            database,
            async transaction =>
            {
                var book = await BudgetStore.ReadAsync(transaction, request.TenantId, request.BudgetId, forChange: true, cancellationToken);
                var period = book.Current().SingleOrDefault() ?? throw ManageBudgets.NotFound(request.BudgetId);
                // Under the budget's lock: nobody else makes the same entry meanwhile.
                if ((await ReadAsync(transaction, period.Budget.Key, wanted.RequestId, cancellationToken)).SingleOrDefault() is { } known)
                {
                    return known.IsSameAs(wanted)
                        ? (known, period)
                        : throw TollgateException.AlreadyExists("ADJUSTMENT_EXISTS", $"Request '{wanted.RequestId}' adjusted the budget otherwise.");
                }

                period.Adjust(wanted.Amount);
                period.Reconsider();
                await periods.WriteAsync(transaction, book, cancellationToken);
                var entry = wanted with { Sequence = period.Before.Sequence + 1, AdjustedAt = book.Now, PeriodStart = period.Window.Start };
                await InsertAsync(transaction, period, entry, cancellationToken);
                return (entry, period);
            },
            cancellationToken);
        outbox.Wake();
        BudgetsLog.Adjusted(logger, request.BudgetId, request.TenantId, made.Amount, made.AdjustedBy);
        return new AdjustBudgetResponse { Adjustment = made.ToProto(), Budget = state.ToProto() };
    }

    public async Task<ListBudgetAdjustmentsResponse> ListAsync(ListBudgetAdjustmentsRequest request, CancellationToken cancellationToken) =>
        await Transactions.RunAsync(
            database,
            async transaction =>
            {
                var book = await BudgetStore.ReadAsync(transaction, request.TenantId, request.BudgetId, forChange: false, cancellationToken);
                var period = book.Current().SingleOrDefault() ?? throw ManageBudgets.NotFound(request.BudgetId);
                var response = new ListBudgetAdjustmentsResponse();
                response.Adjustments.AddRange(
                    (await ReadAsync(transaction, period.Budget.Key, requestId: "", cancellationToken)).Select(adjustment => adjustment.ToProto()));
                return response;
            },
            cancellationToken);

    private static async Task<IReadOnlyList<Adjustment>> ReadAsync(
        NpgsqlTransaction transaction, long budgetKey, string requestId, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(Query, transaction.Connection, transaction);
        query.Parameters.AddValue(budgetKey);
        query.Parameters.AddValue(requestId);
        var adjustments = new List<Adjustment>();
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            adjustments.Add(new Adjustment(rows.GetString(0), rows.GetInt64(1), rows.GetString(2), rows.GetString(3))
            {
                Sequence = rows.GetInt64(4),
                AdjustedAt = BudgetRows.ReadTime(rows, 5),
                PeriodStart = BudgetRows.ReadTime(rows, 6),
            });
        }

        return adjustments;
    }

    private static async Task InsertAsync(
        NpgsqlTransaction transaction, PeriodState period, Adjustment entry, CancellationToken cancellationToken)
    {
        await using var insert = new NpgsqlCommand(Insert, transaction.Connection, transaction);
        insert.Parameters.AddValue(period.Budget.Key);
        insert.Parameters.AddValue(entry.RequestId);
        insert.Parameters.AddValue(period.Key);
        insert.Parameters.AddValue(entry.Sequence);
        insert.Parameters.AddValue(entry.Amount);
        insert.Parameters.AddValue(entry.Reason);
        insert.Parameters.AddValue(entry.AdjustedBy);
        insert.Parameters.AddTime(entry.AdjustedAt);
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }
}
