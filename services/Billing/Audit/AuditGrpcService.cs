using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Tollgate.Contracts.Audit.V1;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Identity;

namespace Tollgate.Billing.Audit;

[Authorize(Policy = ServicePolicies.Operator)]
internal sealed class AuditGrpcService(RatedBook book, BillingPending pending) : AuditService.AuditServiceBase
{
    public override async Task<DigestResponse> Digest(DigestRequest request, ServerCallContext context)
    {
        var check = new Validation();
        check.Require(
            request.StartTime is not { } from || request.EndTime is not { } to || from.ToDateTime() < to.ToDateTime(),
            "end_time", "must be after start_time");
        check.ThrowIfInvalid();

        // What is pending is read first: what comes to rest in between is then in the book, never in neither.
        var unsettled = await pending.CountAsync(request.TenantId, context.CancellationToken);
        return new DigestResponse
        {
            Service = "billing",
            Pending = { unsettled },
            Books = { await book.DigestAsync(request.StartTime?.ToDateTime(), request.EndTime?.ToDateTime(), request.TenantId, context.CancellationToken) },
        };
    }
}
