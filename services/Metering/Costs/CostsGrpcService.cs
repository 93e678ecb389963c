using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Tollgate.Contracts.Metering.V1;
using Tollgate.ServiceDefaults.Identity;

namespace Tollgate.Metering.Costs;

/// <summary>Full cost, for operators and for Billing's margin.</summary>
[Authorize(Policy = ServicePolicies.Operator)]
internal sealed class CostsGrpcService(ManageCostItems items, QueryCosts costs) : CostsService.CostsServiceBase
{
    public override async Task<CreateCostItemResponse> CreateCostItem(CreateCostItemRequest request, ServerCallContext context) =>
        new() { Item = await items.CreateAsync(request.Item, context.CancellationToken) };

    public override async Task<VoidCostItemResponse> VoidCostItem(VoidCostItemRequest request, ServerCallContext context) =>
        new() { Item = await items.VoidAsync(request.ItemId, context.CancellationToken) };

    public override async Task<ListCostItemsResponse> ListCostItems(ListCostItemsRequest request, ServerCallContext context) =>
        new() { Items = { await items.ListAsync(context.CancellationToken) } };

    public override Task<QueryCostsResponse> QueryCosts(QueryCostsRequest request, ServerCallContext context) =>
        costs.HandleAsync(request, context.CancellationToken);
}
