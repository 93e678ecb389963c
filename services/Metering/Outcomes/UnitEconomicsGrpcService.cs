using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Tollgate.Contracts.Metering.V1;
using Tollgate.ServiceDefaults.Identity;

namespace Tollgate.Metering.Outcomes;

/// <summary>Unit economics for operators.</summary>
[Authorize(Policy = ServicePolicies.Operator)]
internal sealed class UnitEconomicsGrpcService(QueryUnitEconomics economics) : UnitEconomicsService.UnitEconomicsServiceBase
{
    public override Task<QueryUnitEconomicsResponse> QueryUnitEconomics(QueryUnitEconomicsRequest request, ServerCallContext context) =>
        economics.HandleAsync(request, context.CancellationToken);
}
