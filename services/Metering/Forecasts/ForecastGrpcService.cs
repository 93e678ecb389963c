using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Tollgate.Contracts.Metering.V1;
using Tollgate.ServiceDefaults.Identity;

namespace Tollgate.Metering.Forecasts;

/// <summary>Forecasts for operators and the console.</summary>
[Authorize(Policy = ServicePolicies.Operator)]
internal sealed class ForecastGrpcService(ForecastUsage usage, ForecastBudgets budgets) : ForecastService.ForecastServiceBase
{
    public override Task<ForecastUsageResponse> ForecastUsage(ForecastUsageRequest request, ServerCallContext context) =>
        usage.HandleAsync(request, context.CancellationToken);

    public override Task<ForecastBudgetsResponse> ForecastBudgets(ForecastBudgetsRequest request, ServerCallContext context) =>
        budgets.HandleAsync(request, context.CancellationToken);
}
