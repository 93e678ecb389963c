using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Tollgate.Contracts.Audit.V1;
using Tollgate.ServiceDefaults.Identity;

namespace Tollgate.Metering.Audit;

/// <summary>The books for auditors.</summary>
[Authorize(Policy = ServicePolicies.Operator)]
internal sealed class AuditGrpcService(DigestBooks digest) : AuditService.AuditServiceBase
{
    public override Task<DigestResponse> Digest(DigestRequest request, ServerCallContext context) =>
        digest.HandleAsync(request, context.CancellationToken);
}
