using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Mapping;
using Tollgate.Contracts.Metering.V1;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Intake.Budgets;

/// <summary>
/// Turns away what a budget past a threshold does not let through. It saves the way to the hold, which decides exactly; a provider's budget
/// concerns the choice of model, so Routing sees to it.
/// </summary>
internal sealed class BudgetGate(ThresholdsInForce thresholds, TimeProvider clock)
{
    /// <summary>For every request, also one that a cache can answer.</summary>
    public void RequireOpen(Caller caller) => RefuseAt(caller, BudgetAction.Block, "lets nothing through");

    /// <summary>For a request that no cache can answer.</summary>
    public void RequireSpending(Caller caller)
    {
        RefuseAt(caller, BudgetAction.CacheOnly, "answers from caches only");
        // Everything that is asked here has somebody waiting.
        RefuseAt(caller, BudgetAction.BatchOnly, "takes only work that may wait");
    }

    private void RefuseAt(Caller caller, BudgetAction action, string because)
    {
        var threshold = thresholds.Concerning(caller).FirstOrDefault(t => t.Action == action && t.Scope != BudgetScope.Provider);
        if (threshold is null)
            return;
        throw TollgateException.ResourceExhausted(
            Reasons.BudgetExceeded,
            $"Budget '{threshold.BudgetId}' {because}.",
            threshold.PeriodEnd?.ToDateTimeOffset() - clock.GetUtcNow() is { } wait && wait > TimeSpan.Zero ? wait : null,
            new QuotaViolation($"budget:{threshold.BudgetId}", $"past {threshold.Percent} %: {because}"));
    }
}
