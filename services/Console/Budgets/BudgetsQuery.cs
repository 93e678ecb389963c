using Tollgate.Console.Platform;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Console.Budgets;

/// <summary>All budgets with their state: the tenants' and the platform's own.</summary>
internal sealed class BudgetsQuery(BudgetsService.BudgetsServiceClient budgets, PageCalls calls)
{
    public async Task<IReadOnlyList<BudgetView>> ReadAsync(CancellationToken cancellationToken)
    {
        var tenants = await calls.TenantsAsync(cancellationToken);
        var lists = await Task.WhenAll(tenants.Select(tenant => tenant.TenantId).Append("").Select(async tenantId =>
            (await budgets.ListBudgetsAsync(new ListBudgetsRequest { TenantId = tenantId }, calls.Options(cancellationToken))).Budgets));
        return [.. lists.SelectMany(list => list).Select(budget => new BudgetView(budget))];
    }
}
