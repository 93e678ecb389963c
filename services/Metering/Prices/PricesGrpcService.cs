using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Tollgate.Contracts.Metering.V1;
using Tollgate.ServiceDefaults.Identity;

namespace Tollgate.Metering.Prices;

/// <summary>Prices for operators, and for services that price.</summary>
[Authorize(Policy = ServicePolicies.Operator)]
internal sealed class PricesGrpcService(ImportPrices imports, DecidePrices decisions, ReadPrices prices) : PricesService.PricesServiceBase
{
    public override Task<ImportPricesResponse> ImportPrices(ImportPricesRequest request, ServerCallContext context) =>
        imports.HandleAsync(request, context.CancellationToken);

    public override Task<ListPricesResponse> ListPrices(ListPricesRequest request, ServerCallContext context) =>
        prices.ListAsync(request, context.CancellationToken);

    public override async Task<ApprovePricesResponse> ApprovePrices(ApprovePricesRequest request, ServerCallContext context) =>
        new() { Book = await decisions.ApproveAsync(request.Versions, request.Note, context.CancellationToken) };

    public override async Task<RejectPricesResponse> RejectPrices(RejectPricesRequest request, ServerCallContext context)
    {
        await decisions.RejectAsync(request.Versions, request.Note, context.CancellationToken);
        return new RejectPricesResponse();
    }

    public override Task<FindPriceResponse> FindPrice(FindPriceRequest request, ServerCallContext context) =>
        prices.FindAsync(request, context.CancellationToken);

    public override Task<GetPriceBookResponse> GetPriceBook(GetPriceBookRequest request, ServerCallContext context) =>
        prices.GetBookAsync(request, context.CancellationToken);
}
