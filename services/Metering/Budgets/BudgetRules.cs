using System.Text.RegularExpressions;
using NodaTime;
using Tollgate.Contracts.Metering.V1;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Metering.Budgets;

/// <summary>What a budget must keep.</summary>
internal static partial class BudgetRules
{
    private const int MaxScopeId = 128;
    private const long MaxRefillSeconds = 366 * 86_400;

    public static void Check(Budget? budget, string currency)
    {
        var rules = new Validation();
        if (rules.Require(budget is not null, "budget", "is required"))
        {
            CheckIdentity(rules, budget!);
            CheckScope(rules, budget!);
            CheckLimit(rules, budget!, currency);
            CheckThresholds(rules, budget!);
            CheckRollover(rules, budget!);
            CheckBurst(rules, budget!);
        }

        rules.ThrowIfInvalid();
    }

    /// <summary>Whether an id may name a budget.</summary>
    public static bool IsId(string id) => Id().IsMatch(id);

    private static void CheckIdentity(Validation rules, Budget budget)
    {
        rules.Require(IsId(budget.BudgetId), "budget.budget_id", "must be 1 to 63 lower-case letters, digits and dashes");
        rules.Require(budget.Period != BudgetPeriod.Unspecified && Enum.IsDefined(budget.Period), "budget.period", "must be day, week, month or total");
        rules.Require(
            budget.TimeZone.Length == 0 || DateTimeZoneProviders.Tzdb.GetZoneOrNull(budget.TimeZone) is not null,
            "budget.time_zone",
            "is not an IANA time zone");
    }

    private static void CheckScope(Validation rules, Budget budget)
    {
        if (!rules.Require(budget.Scope != BudgetScope.Unspecified && Enum.IsDefined(budget.Scope), "budget.scope", "is not a known scope"))
            return;
        if (budget.Scope is BudgetScope.Provider or BudgetScope.Platform)
            rules.Require(budget.TenantId.Length == 0, "budget.tenant_id", "must be empty for provider and platform budgets");
        else
            rules.Require(IsId(budget.TenantId), "budget.tenant_id", "must be 1 to 63 lower-case letters, digits and dashes");
        if (budget.Scope is BudgetScope.Tenant or BudgetScope.Platform)
            rules.Require(budget.ScopeId.Length == 0, "budget.scope_id", "must be empty for tenant and platform budgets");
        else
            rules.Require(budget.ScopeId.Length is > 0 and <= MaxScopeId && !budget.ScopeId.Contains('\0'), "budget.scope_id", "must be 1 to 128 characters");
    }

    private static void CheckLimit(Validation rules, Budget budget, string currency)
    {
        switch (budget.LimitCase)
        {
            case Budget.LimitOneofCase.CostLimit:
                rules.Require(budget.CostLimit.Currency == currency, "budget.cost_limit.currency", $"must be {currency}, in which the books are kept");
                rules.Require(budget.CostLimit.Nanos >= 0, "budget.cost_limit.nanos", "must not be negative");
                break;
            case Budget.LimitOneofCase.TokenLimit:
                rules.Require(budget.TokenLimit >= 0, "budget.token_limit", "must not be negative");
                break;
            default:
                rules.Require(false, "budget.limit", "a cost or token limit is required");
                break;
        }
    }

    private static void CheckThresholds(Validation rules, Budget budget)
    {
        for (var i = 0; i < budget.Thresholds.Count; i++)
        {
            var threshold = budget.Thresholds[i];
            rules.Require(threshold.Percent is >= 1 and <= 100, $"budget.thresholds[{i}].percent", "must be 1 to 100");
            rules.Require(
                threshold.Action != BudgetAction.Unspecified && Enum.IsDefined(threshold.Action), $"budget.thresholds[{i}].action", "is not a known action");
            rules.Require(
                budget.Thresholds.Take(i).All(earlier => earlier.Percent != threshold.Percent), $"budget.thresholds[{i}].percent", "occurs twice");
        }
    }

    private static void CheckRollover(Validation rules, Budget budget)
    {
        rules.Require(budget.RolloverCap >= 0, "budget.rollover_cap", "must not be negative");
        rules.Require(budget.RolloverCap == 0 || budget.Period != BudgetPeriod.Total, "budget.rollover_cap", "must be 0 for a total budget, which has no next period");
    }

    private static void CheckBurst(Validation rules, Budget budget)
    {
        if (budget.Burst is not { } burst)
            return;
        rules.Require(budget.Hard, "budget.burst", "is for hard budgets; a soft one refuses nothing");
        rules.Require(burst.Capacity > 0, "budget.burst.capacity", "must be at least 1");
        rules.Require(burst.Refill >= 0 && burst.Refill <= burst.Capacity, "budget.burst.refill", "must be 0 to capacity");
        var interval = burst.RefillInterval;
        rules.Require(
            burst.Refill == 0 ? interval is null : interval is { Seconds: >= 60 and <= MaxRefillSeconds, Nanos: 0 },
            "budget.burst.refill_interval",
            "must be whole seconds from a minute to 366 days, and absent when nothing is refilled");
    }

    [GeneratedRegex(@"\A[a-z0-9-]{1,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Id();
}
