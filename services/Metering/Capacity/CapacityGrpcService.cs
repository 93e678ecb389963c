using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Tollgate.Contracts.Metering.V1;
using Tollgate.ServiceDefaults.Identity;

namespace Tollgate.Metering.Capacity;

/// <summary>Capacity for those who negotiate with providers.</summary>
[Authorize(Policy = ServicePolicies.Operator)]
internal sealed class CapacityGrpcService(PlanCapacity plan) : CapacityService.CapacityServiceBase
{
    public override Task<PlanCapacityResponse> PlanCapacity(PlanCapacityRequest request, ServerCallContext context) =>
        plan.HandleAsync(request, context.CancellationToken);
}
