using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Tollgate.Contracts.Billing.V1;
using Tollgate.ServiceDefaults.Identity;

namespace Tollgate.Billing.Exports;

[Authorize(Policy = ServicePolicies.Operator)]
internal sealed class ExportsGrpcService(ExportFocus exportFocus) : ExportsService.ExportsServiceBase
{
    public override async Task ExportFocus(ExportFocusRequest request, IServerStreamWriter<ExportFocusResponse> responseStream, ServerCallContext context)
    {
        await foreach (var part in exportFocus.HandleAsync(request, context.CancellationToken))
            await responseStream.WriteAsync(part, context.CancellationToken);
    }
}
