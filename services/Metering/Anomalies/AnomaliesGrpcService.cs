using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Tollgate.Contracts.Metering.V1;
using Tollgate.ServiceDefaults.Identity;

namespace Tollgate.Metering.Anomalies;

/// <summary>Anomalies for operators.</summary>
[Authorize(Policy = ServicePolicies.Operator)]
internal sealed class AnomaliesGrpcService(ReadAnomalies anomalies) : AnomaliesService.AnomaliesServiceBase
{
    public override Task<ListAnomaliesResponse> ListAnomalies(ListAnomaliesRequest request, ServerCallContext context) =>
        anomalies.ListAsync(request, context.CancellationToken);

    public override Task<GetAnomalyResponse> GetAnomaly(GetAnomalyRequest request, ServerCallContext context) =>
        anomalies.GetAsync(request, context.CancellationToken);
}
