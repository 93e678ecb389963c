using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Tollgate.Contracts.Audit.V1;
using Tollgate.Contracts.Mapping;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Identity;

namespace Tollgate.Billing.Audit;

[Authorize(Policy = ServicePolicies.Operator)]
internal sealed class AuditGrpcService(RatedBook book, BillingPending pending, EntryDifferences differences) : AuditService.AuditServiceBase
{
    public override async Task<DigestResponse> Digest(DigestRequest request, ServerCallContext context)
    {
        RequireRange(request.StartTime, request.EndTime);
        if (request.PendingOnly)
            return new DigestResponse { Service = "billing", Pending = { await pending.UnsettledAsync(context.CancellationToken) } };

        // What is pending is read first: what comes to rest in between is then in the book, never in neither.
        var unsettled = await pending.CountAsync(request.TenantId, context.CancellationToken);
        var response = new DigestResponse
        {
            Service = "billing",
            Pending = { unsettled },
            Books = { await book.DigestAsync(request.StartTime?.ToDateTime(), request.EndTime?.ToDateTime(), request.TenantId, context.CancellationToken) },
        };
        if (unsettled["unbalanced_entries"] > 0)
            response.Differences.AddRange(await differences.ReadAsync(request.TenantId, context.CancellationToken));
        return response;
    }

    public override async Task ListAttempts(
        ListAttemptsRequest request, IServerStreamWriter<ListAttemptsResponse> responseStream, ServerCallContext context)
    {
        RequireRange(request.StartTime, request.EndTime);
        if (request.Book != RatedBook.Name)
            throw TollgateException.NotFound("BOOK_NOT_FOUND", $"This service keeps the book {RatedBook.Name}.");
        await foreach (var (attempt, usage, nanos) in book.ListAsync(
            request.StartTime?.ToDateTime(), request.EndTime?.ToDateTime(), request.TenantId, context.CancellationToken))
        {
            await responseStream.WriteAsync(
                new ListAttemptsResponse { AttemptId = attempt.ToString(), Usage = usage.ToProto(), CostNanos = nanos }, context.CancellationToken);
        }
    }

    private static void RequireRange(Timestamp? start, Timestamp? end)
    {
        var check = new Validation();
        check.Require(start is null || end is null || start.ToDateTime() < end.ToDateTime(), "end_time", "must be after start_time");
        check.ThrowIfInvalid();
    }
}
