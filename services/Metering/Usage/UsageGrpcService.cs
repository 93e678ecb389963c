using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Requests;
using Tollgate.ServiceDefaults.Identity;

namespace Tollgate.Metering.Usage;

/// <summary>The ledger for readers.</summary>
[Authorize(Policy = ServicePolicies.Operator)]
internal sealed class UsageGrpcService(
    QueryUsage queryUsage, ListUsageEntries listEntries, GetOperationUsage getOperation, QueryRequests queryRequests) : UsageService.UsageServiceBase
{
    public override Task<QueryUsageResponse> QueryUsage(QueryUsageRequest request, ServerCallContext context) =>
        queryUsage.HandleAsync(request, context.CancellationToken);

    public override Task<ListUsageEntriesResponse> ListUsageEntries(ListUsageEntriesRequest request, ServerCallContext context) =>
        listEntries.HandleAsync(request, context.CancellationToken);

    public override Task<GetOperationUsageResponse> GetOperationUsage(GetOperationUsageRequest request, ServerCallContext context) =>
        getOperation.HandleAsync(request, context.CancellationToken);

    public override Task<QueryRequestsResponse> QueryRequests(QueryRequestsRequest request, ServerCallContext context) =>
        queryRequests.HandleAsync(request, context.CancellationToken);
}
