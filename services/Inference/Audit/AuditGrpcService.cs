using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Tollgate.Contracts.Audit.V1;
using Tollgate.Contracts.Mapping;
using Tollgate.ServiceDefaults.Audit;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Identity;

namespace Tollgate.Inference.Audit;

/// <summary>Answers for this service's books.</summary>
[Authorize(Policy = ServicePolicies.Operator)]
internal sealed class AuditGrpcService(DigestAttempts digest, AttemptsBook book) : AuditService.AuditServiceBase
{
    public override Task<DigestResponse> Digest(DigestRequest request, ServerCallContext context) =>
        digest.HandleAsync(request, ReadRange(request.StartTime, request.EndTime), context.CancellationToken);

    public override async Task ListAttempts(
        ListAttemptsRequest request, IServerStreamWriter<ListAttemptsResponse> responseStream, ServerCallContext context)
    {
        var range = ReadRange(request.StartTime, request.EndTime);
        if (request.Book != AttemptsBook.Name)
            throw TollgateException.NotFound("BOOK_NOT_FOUND", $"This service keeps the book {AttemptsBook.Name}.");
        await foreach (var (attempt, usage, nanos) in book.ListAsync(range, request.TenantId, context.CancellationToken))
        {
            await responseStream.WriteAsync(
                new ListAttemptsResponse { AttemptId = attempt.ToString(), Usage = usage.ToProto(), CostNanos = nanos }, context.CancellationToken);
        }
    }

    private static AuditSpan ReadRange(Timestamp? start, Timestamp? end)
    {
        var (from, to) = (start?.ToDateTimeOffset(), end?.ToDateTimeOffset());
        var check = new Validation();
        check.Require(from is null || to is null || from < to, "end_time", "must be after start_time");
        check.ThrowIfInvalid();
        return new AuditSpan(from ?? DateTimeOffset.MinValue, to ?? DateTimeOffset.MaxValue);
    }
}
