using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Tollgate.Contracts.Audit.V1;
using Tollgate.Contracts.Mapping;
using Tollgate.ServiceDefaults.Identity;

namespace Tollgate.Metering.Audit;

/// <summary>The books for auditors.</summary>
[Authorize(Policy = ServicePolicies.Operator)]
internal sealed class AuditGrpcService(DigestBooks digest) : AuditService.AuditServiceBase
{
    public override Task<DigestResponse> Digest(DigestRequest request, ServerCallContext context) =>
        digest.HandleAsync(request, context.CancellationToken);

    public override async Task ListAttempts(
        ListAttemptsRequest request, IServerStreamWriter<ListAttemptsResponse> responseStream, ServerCallContext context)
    {
        await foreach (var (attempt, total) in digest.ListAsync(request, context.CancellationToken))
        {
            await responseStream.WriteAsync(
                new ListAttemptsResponse { AttemptId = attempt.ToString(), Usage = total.ToCounts().ToUsage().ToProto(), CostNanos = total.CostNanos },
                context.CancellationToken);
        }
    }
}
