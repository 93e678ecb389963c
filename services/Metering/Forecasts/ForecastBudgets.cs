using System.Data;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Options;
using Npgsql;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Budgets;
using Tollgate.Metering.Usage;

namespace Tollgate.Metering.Forecasts;

/// <summary>Where budgets are heading, and when they will be used up. What is spent is the budget's own counter, read in the same snapshot.</summary>
internal sealed class ForecastBudgets(NpgsqlDataSource database, IOptions<ForecastOptions> options)
{
    public async Task<ForecastBudgetsResponse> HandleAsync(ForecastBudgetsRequest request, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var book = await BudgetStore.ReadAsync(
            transaction, request.TenantId, request.BudgetId.Length == 0 ? null : request.BudgetId, forChange: false, cancellationToken);
        var periods = book.Current();
        if (periods.Count == 0 && request.BudgetId.Length > 0)
            throw ManageBudgets.NotFound(request.BudgetId);

        var response = new ForecastBudgetsResponse { ReadTime = periods.Count == 0 ? null : Timestamp.FromDateTimeOffset(book.Now) };
        var known = new Dictionary<UsageScope, IReadOnlyDictionary<DateTimeOffset, Spend>>();
        foreach (var period in periods)
        {
            var scope = UsageScope.Of(period.Budget);
            if (!known.TryGetValue(scope, out var hours))
                known[scope] = hours = await ReadAsync(transaction, scope, book.Now, cancellationToken);
            response.Budgets.Add(Forecast(period, hours, book.Now));
        }

        return response;
    }

    private async Task<IReadOnlyDictionary<DateTimeOffset, Spend>> ReadAsync(
        NpgsqlTransaction transaction, UsageScope scope, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var days = scope.IsKey ? options.Value.KeyHistoryDays : options.Value.HistoryDays;
        return await UsageHours.ReadAsync(transaction, scope, HourRange.Floor(now.AddDays(-days)), HourRange.Floor(now), cancellationToken);
    }

    private static BudgetForecast Forecast(PeriodState period, IReadOnlyDictionary<DateTimeOffset, Spend> hours, DateTimeOffset now)
    {
        var budget = period.Budget;
        var unit = new ForecastUnit(budget.Currency);
        // A budget that was made within the period has counted since then.
        var since = budget.CreatedAt > period.Window.Start ? budget.CreatedAt : period.Window.Start;
        var forecast = new PeriodForecast(
            unit, budget.TimeZone, period.Window, since, now, period.Settled,
            HourlySeries.Of(hours.ToDictionary(hour => hour.Key, hour => unit.Of(hour.Value)), HourRange.Floor(now)));
        var answer = new BudgetForecast
        {
            BudgetId = budget.BudgetId,
            Scope = budget.Scope,
            ScopeId = budget.ScopeId,
            Period = budget.Period,
            Allowance = unit.Amount(period.Counters.OwnAllowance),
            Forecast = forecast.ToProto(),
            Reach = forecast.Reach(period.Counters.OwnAllowance),
        };
        if (!period.Window.IsForever)
        {
            answer.PeriodStart = Timestamp.FromDateTimeOffset(period.Window.Start);
            answer.PeriodEnd = Timestamp.FromDateTimeOffset(period.Window.End);
        }

        return answer;
    }
}
