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
    public override async Task<DigestResponse> Digest(DigestRequest request, ServerCallContext context)
    {
        var (from, to) = (request.StartTime?.ToDateTimeOffset(), request.EndTime?.ToDateTimeOffset());
        var check = new Validation();
        check.Require(from is null || to is null || from < to, "end_time", "must be after start_time");
        check.ThrowIfInvalid();

        var book = await digest.HandleAsync(from, to, request.TenantId, context.CancellationToken);
        var response = new DigestResponse { Service = self.Value };
        response.Books.Add(new Book
        {
            Name = "inference.attempts",
            Records = book.Records,
            Usage = book.Usage.ToProto(),
            CostNanos = book.CostNanos,
            Currency = book.Currency,
            Digest = book.Digest,
        });
        response.Pending.Add(new Dictionary<string, long>(book.Pending));
        return response;
    }
}
