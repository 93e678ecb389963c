using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Tollgate.Billing.Subscriptions;
using Tollgate.Contracts.Billing.V1;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Identity;

namespace Tollgate.Billing.Invoices;

[Authorize(Policy = ServicePolicies.Operator)]
internal sealed class InvoicesGrpcService(
    InvoiceStore store, ShowInvoice show, ClosePeriods close, FinalizeInvoice finalize, CreateCreditNote correct) : InvoicesService.InvoicesServiceBase
{
    public override async Task<ListInvoicesResponse> ListInvoices(ListInvoicesRequest request, ServerCallContext context)
    {
        RequireTenant(request.TenantId);
        return new ListInvoicesResponse { Invoices = { (await store.ListAsync(request.TenantId, context.CancellationToken)).Select(InvoiceMapping.ToProto) } };
    }

    public override async Task<GetInvoiceResponse> GetInvoice(GetInvoiceRequest request, ServerCallContext context) =>
        new() { Invoice = InvoiceMapping.ToProto(await show.GetAsync(InvoiceValidation.Id(request.InvoiceId), context.CancellationToken)) };

    public override async Task<ClosePeriodResponse> ClosePeriod(ClosePeriodRequest request, ServerCallContext context)
    {
        RequireTenant(request.TenantId);
        return new ClosePeriodResponse { Invoices = { (await close.CloseNowAsync(request.TenantId, context.CancellationToken)).Select(InvoiceMapping.ToProto) } };
    }

    public override async Task<FinalizeInvoiceResponse> FinalizeInvoice(FinalizeInvoiceRequest request, ServerCallContext context)
    {
        var id = InvoiceValidation.Id(request.InvoiceId);
        await finalize.ExecuteAsync(id, waitForLateUsage: false, context.CancellationToken);
        return new FinalizeInvoiceResponse { Invoice = InvoiceMapping.ToProto(await show.GetAsync(id, context.CancellationToken)) };
    }

    public override async Task<CreateCreditNoteResponse> CreateCreditNote(CreateCreditNoteRequest request, ServerCallContext context)
    {
        InvoiceValidation.Check(request);
        var note = await correct.ExecuteAsync(
            Guid.Parse(request.InvoiceId), request.RequestId, request.Reason, [.. request.Lines.Select(InvoiceMapping.ToLine)], context.CancellationToken);
        return new CreateCreditNoteResponse { CreditNote = InvoiceMapping.ToProto(note) };
    }

    public override async Task<RenderInvoiceResponse> RenderInvoice(RenderInvoiceRequest request, ServerCallContext context)
    {
        var (contentType, content) = await show.RenderAsync(InvoiceValidation.Id(request.InvoiceId), request.Format, context.CancellationToken);
        return new RenderInvoiceResponse { ContentType = contentType, Content = ByteString.CopyFrom(content) };
    }

    public override async Task<ReplayInvoiceResponse> ReplayInvoice(ReplayInvoiceRequest request, ServerCallContext context)
    {
        var (issued, hash, identical) = await show.ReplayAsync(InvoiceValidation.Id(request.InvoiceId), context.CancellationToken);
        return new ReplayInvoiceResponse { Identical = identical, IssuedHash = issued.DocumentHash, ReplayedHash = hash };
    }

    private static void RequireTenant(string tenantId)
    {
        var check = new Validation();
        TenantIds.Require(check, tenantId);
        check.ThrowIfInvalid();
    }
}
