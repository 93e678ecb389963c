using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Tollgate.Contracts.Metering.V1;
using Tollgate.ServiceDefaults.Identity;

namespace Tollgate.Metering.Rerating;

/// <summary>Re-rating for operators.</summary>
[Authorize(Policy = ServicePolicies.Operator)]
internal sealed class RerateGrpcService(ManageRerates rerates) : RerateService.RerateServiceBase
{
    public override async Task<StartRerateResponse> StartRerate(StartRerateRequest request, ServerCallContext context) =>
        new() { Job = await rerates.StartAsync(request, context.CancellationToken) };

    public override async Task<GetRerateResponse> GetRerate(GetRerateRequest request, ServerCallContext context) =>
        new() { Job = await rerates.GetAsync(request.RerateId, context.CancellationToken) };

    public override async Task<ListReratesResponse> ListRerates(ListReratesRequest request, ServerCallContext context) =>
        new() { Jobs = { await rerates.ListAsync(context.CancellationToken) } };
}
