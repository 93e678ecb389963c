using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Tollgate.Contracts.Inference.V1;
using Tollgate.ServiceDefaults.Identity;

namespace Tollgate.Inference.Charges;

/// <summary>What providers charge beside what was settled, for operators.</summary>
[Authorize(Policy = ServicePolicies.Operator)]
internal sealed class ChargesGrpcService(ListComparisons list) : ChargesService.ChargesServiceBase
{
    public override Task<ListChargeComparisonsResponse> ListChargeComparisons(ListChargeComparisonsRequest request, ServerCallContext context) =>
        list.HandleAsync(request, context.CancellationToken);
}
