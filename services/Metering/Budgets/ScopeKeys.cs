using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Metering.Budgets;

/// <summary>
/// Names what a budget limits and what a call touches, in the same words. A tenant id holds no slash, so no opaque user id can stand
/// for another tenant's.
/// </summary>
internal static class ScopeKeys
{
    public static string Of(BudgetScope scope, string tenantId, string scopeId) => scope switch
    {
        BudgetScope.Tenant => $"tenant:{tenantId}",
        BudgetScope.Assistant => $"assistant:{tenantId}/{scopeId}",
        BudgetScope.User => $"user:{tenantId}/{scopeId}",
        BudgetScope.Key => $"key:{tenantId}/{scopeId}",
        BudgetScope.Provider => $"provider:{scopeId}",
        BudgetScope.Platform => "platform",
        _ => throw new ArgumentOutOfRangeException(nameof(scope), scope, null),
    };

    /// <summary>Every scope that a call spends from.</summary>
    public static IReadOnlyList<string> Of(in Spender spender)
    {
        var keys = new List<string>(6)
        {
            Of(BudgetScope.Platform, "", ""),
            Of(BudgetScope.Provider, "", spender.Provider),
            Of(BudgetScope.Tenant, spender.TenantId, ""),
        };
        if (spender.AssistantId.Length > 0)
            keys.Add(Of(BudgetScope.Assistant, spender.TenantId, spender.AssistantId));
        if (spender.UserId.Length > 0)
            keys.Add(Of(BudgetScope.User, spender.TenantId, spender.UserId));
        if (spender.ApiKeyId.Length > 0)
            keys.Add(Of(BudgetScope.Key, spender.TenantId, spender.ApiKeyId));
        return keys;
    }
}

/// <summary>Who spends, and at which provider.</summary>
internal readonly record struct Spender(string TenantId, string AssistantId, string UserId, string ApiKeyId, string Provider);
