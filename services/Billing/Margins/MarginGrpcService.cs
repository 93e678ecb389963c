using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Tollgate.Contracts.Billing.V1;
using Tollgate.ServiceDefaults.Identity;

namespace Tollgate.Billing.Margins;

[Authorize(Policy = ServicePolicies.Operator)]
internal sealed class MarginGrpcService(GetMargin margin) : MarginService.MarginServiceBase
{
    public override Task<GetMarginResponse> GetMargin(GetMarginRequest request, ServerCallContext context) =>
        margin.ExecuteAsync(request, context.CancellationToken);
}
