using Google.Protobuf.WellKnownTypes;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Metering.Budgets;

/// <summary>Budgets on the wire, and back.</summary>
internal static class BudgetsMapping
{
    private const string DefaultTimeZone = "Etc/UTC";

    public static BudgetDefinition ToDefinition(this Budget budget) => new()
    {
        BudgetId = budget.BudgetId,
        TenantId = budget.TenantId,
        Scope = budget.Scope,
        ScopeId = budget.ScopeId,
        Period = budget.Period,
        TimeZone = budget.TimeZone.Length == 0 ? DefaultTimeZone : budget.TimeZone,
        Currency = budget.LimitCase == Budget.LimitOneofCase.CostLimit ? budget.CostLimit.Currency : "",
        Limit = budget.LimitCase == Budget.LimitOneofCase.CostLimit ? budget.CostLimit.Nanos : budget.TokenLimit,
        Hard = budget.Hard,
        RolloverCap = budget.RolloverCap,
        BurstRule = budget.Burst is { } burst
            ? new BurstRule(burst.Capacity, burst.Refill, burst.RefillInterval?.ToTimeSpan() ?? TimeSpan.Zero)
            : BurstRule.None,
        Thresholds = [.. budget.Thresholds.Select(threshold => new Threshold(threshold.Percent, threshold.Action)).OrderBy(threshold => threshold.Percent)],
    };

    public static Budget ToProto(this PeriodState state)
    {
        var definition = state.Budget;
        var budget = new Budget
        {
            BudgetId = definition.BudgetId,
            TenantId = definition.TenantId,
            Scope = definition.Scope,
            ScopeId = definition.ScopeId,
            Period = definition.Period,
            TimeZone = definition.TimeZone,
            Hard = definition.Hard,
            RolloverCap = definition.RolloverCap,
            State = ToState(state),
        };
        if (definition.Unit == BudgetUnit.Cost)
            budget.CostLimit = new Money { Currency = definition.Currency, Nanos = definition.Limit };
        else
            budget.TokenLimit = definition.Limit;
        if (definition.BurstRule is { Capacity: > 0 } burst)
        {
            budget.Burst = new Contracts.Metering.V1.BurstCredits { Capacity = burst.Capacity, Refill = burst.Refill };
            if (burst.Interval > TimeSpan.Zero)
                budget.Burst.RefillInterval = Duration.FromTimeSpan(burst.Interval);
        }

        budget.Thresholds.AddRange(definition.Thresholds.Select(threshold => new BudgetThreshold { Percent = threshold.Percent, Action = threshold.Action }));
        return budget;
    }

    private static BudgetState ToState(PeriodState period)
    {
        var counters = period.Counters;
        var state = new BudgetState
        {
            Settled = counters.Settled,
            Held = counters.Held,
            Available = counters.Room,
            Allowance = counters.Allowance,
            Adjusted = counters.Adjusted,
            CarriedIn = counters.CarriedIn,
            CarriedOut = counters.CarriedOut,
            BurstUsed = counters.Burst,
            BurstAvailable = period.Budget.Burst?.Level ?? 0,
        };
        state.CrossedPercents.AddRange(period.Crossed.Order());
        if (!period.Window.IsForever)
        {
            state.PeriodStart = Timestamp.FromDateTimeOffset(period.Window.Start);
            state.PeriodEnd = Timestamp.FromDateTimeOffset(period.Window.End);
        }

        return state;
    }
}
