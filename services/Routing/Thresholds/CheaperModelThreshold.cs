using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Routing.Thresholds;

/// <summary>A budget past a threshold that asks for cheaper models.</summary>
/// <param name="TenantId">Owner; empty for provider and platform budgets.</param>
/// <param name="BudgetId">The budget.</param>
/// <param name="Scope">What it limits.</param>
/// <param name="ScopeId">Assistant, user, key or provider; empty for tenant and platform.</param>
/// <param name="PeriodEnd">When it ends; null for never.</param>
/// <param name="CrossTime">When it was crossed.</param>
internal sealed record CheaperModelThreshold(
    string TenantId, string BudgetId, BudgetScope Scope, string ScopeId, DateTimeOffset? PeriodEnd, DateTimeOffset CrossTime)
{
    /// <summary>The threshold of an event, or null when the event asks for something else.</summary>
    public static CheaperModelThreshold? From(BudgetThresholdCrossed crossed) => crossed.Action == BudgetAction.CheaperModel
        ? new(crossed.TenantId, crossed.BudgetId, crossed.Scope, crossed.ScopeId, crossed.PeriodEnd, crossed.CrossTime)
        : null;

    /// <summary>It still holds.</summary>
    public bool IsActive(DateTimeOffset now) => PeriodEnd is not { } end || now < end;

    /// <summary>It concerns every call of this caller. A provider's budget does not: it concerns that provider's models.</summary>
    public bool Concerns(Caller caller) => Scope switch
    {
        BudgetScope.Platform => true,
        BudgetScope.Tenant => TenantId == caller.TenantId,
        BudgetScope.Assistant => TenantId == caller.TenantId && ScopeId == caller.AssistantId,
        BudgetScope.User => TenantId == caller.TenantId && ScopeId == caller.UserId,
        BudgetScope.Key => TenantId == caller.TenantId && ScopeId == caller.ApiKeyId,
        _ => false,
    };
}
