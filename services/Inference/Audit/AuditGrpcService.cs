using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Tollgate.Contracts.Audit.V1;
using Tollgate.Contracts.Mapping;
using Tollgate.ServiceDefaults;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Identity;

namespace Tollgate.Inference.Audit;

/// <summary>Answers for this service's books.</summary>
[Authorize(Policy = ServicePolicies.Operator)]
internal sealed class AuditGrpcService(DigestAttempts digest, ServiceName self) : AuditService.AuditServiceBase
{
    private const string Attempts = "inference.attempts";

    public override async Task<DigestResponse> Digest(DigestRequest request, ServerCallContext context)
    {
        var (from, to) = ReadRange(request.StartTime, request.EndTime);
        if (request.PendingOnly)
            return new DigestResponse { Service = self.Value, Pending = { await digest.PendingAsync(context.CancellationToken) } };

        var book = await digest.HandleAsync(from, to, request.TenantId, context.CancellationToken);
        var response = new DigestResponse { Service = self.Value };
        response.Books.Add(new Book
        {
            Name = Attempts,
            Records = book.Records,
            Usage = book.Usage.ToProto(),
            CostNanos = book.CostNanos,
            Currency = book.Currency,
            Digest = book.Digest,
        });
        response.Pending.Add(new Dictionary<string, long>(book.Pending));
        return response;
    }

    public override async Task ListAttempts(
        ListAttemptsRequest request, IServerStreamWriter<ListAttemptsResponse> responseStream, ServerCallContext context)
    {
        var (from, to) = ReadRange(request.StartTime, request.EndTime);
        if (request.Book != Attempts)
            throw TollgateException.NotFound("BOOK_NOT_FOUND", $"This service keeps the book {Attempts}.");
        await foreach (var (attempt, usage, nanos) in digest.ListAsync(from, to, request.TenantId, context.CancellationToken))
        {
            await responseStream.WriteAsync(
                new ListAttemptsResponse { AttemptId = attempt.ToString(), Usage = usage.ToProto(), CostNanos = nanos }, context.CancellationToken);
        }
    }

    private static (DateTimeOffset? From, DateTimeOffset? To) ReadRange(Timestamp? start, Timestamp? end)
    {
        var (from, to) = (start?.ToDateTimeOffset(), end?.ToDateTimeOffset());
        var check = new Validation();
        check.Require(from is null || to is null || from < to, "end_time", "must be after start_time");
        check.ThrowIfInvalid();
        return (from, to);
    }
}
