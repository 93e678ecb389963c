using Grpc.Core;
using Tollgate.Console.Platform;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Console.Budgets;

/// <summary>All budgets with their state and where they are heading: the tenants' and the platform's own.</summary>
internal sealed class BudgetsQuery(BudgetsService.BudgetsServiceClient budgets, ForecastService.ForecastServiceClient forecasts, PageCalls calls)
{
    public async Task<IReadOnlyList<BudgetView>> ReadAsync(CancellationToken cancellationToken)
    {
        var tenants = await calls.TenantsAsync(cancellationToken);
        var lists = await Task.WhenAll(tenants.Select(tenant => tenant.TenantId).Append("").Select(tenantId => ReadAsync(tenantId, cancellationToken)));
        return [.. lists.SelectMany(list => list)];
    }

    private async Task<IEnumerable<BudgetView>> ReadAsync(string tenantId, CancellationToken cancellationToken)
    {
        var heading = ForecastsAsync(tenantId, cancellationToken);
        var list = (await budgets.ListBudgetsAsync(new ListBudgetsRequest { TenantId = tenantId }, calls.Options(cancellationToken))).Budgets;
        var byId = await heading;
        return list.Select(budget => new BudgetView(budget, byId?.GetValueOrDefault(budget.BudgetId)) { LacksEstimates = byId is null });
    }

    // The facts do not wait for estimates; null when those did not come in time.
    private async Task<IReadOnlyDictionary<string, BudgetForecast>?> ForecastsAsync(string tenantId, CancellationToken cancellationToken)
    {
        try
        {
            var response = await forecasts.ForecastBudgetsAsync(new ForecastBudgetsRequest { TenantId = tenantId }, calls.Options(cancellationToken));
            return response.Budgets.ToDictionary(budget => budget.BudgetId, StringComparer.Ordinal);
        }
        catch (RpcException)
        {
            return null;
        }
    }
}
