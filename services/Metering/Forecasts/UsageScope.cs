using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Budgets;

namespace Tollgate.Metering.Forecasts;

/// <summary>Whose usage is read, as budgets on the scope count it: what the platform absorbs is no customer's.</summary>
internal readonly record struct UsageScope(BudgetScope Scope, string TenantId, string ScopeId)
{
    private static readonly string Customers = $"payer = {(int)Payer.Customer} AND tenant_id = $3";

    public static UsageScope Of(BudgetDefinition budget) => new(budget.Scope, budget.TenantId, budget.ScopeId);

    public static UsageScope Tenant(string tenantId) => new(BudgetScope.Tenant, tenantId, "");

    /// <summary>Rollups are not kept by key: its hours are summed from the ledger.</summary>
    public bool IsKey => Scope == BudgetScope.Key;

    /// <summary>The rows that count, of the rollups or of the ledger; <c>$3</c> is the tenant and <c>$4</c> the scope's id.</summary>
    public string Condition => Scope switch
    {
        BudgetScope.Tenant => Customers,
        BudgetScope.Assistant => $"{Customers} AND assistant_id = $4",
        BudgetScope.User => $"{Customers} AND user_id = $4",
        BudgetScope.Key => $"{Customers} AND api_key_id = $4",
        BudgetScope.Provider => "provider = $4",
        _ => "true",
    };
}
