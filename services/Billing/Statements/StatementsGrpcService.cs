using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using NodaTime;
using Tollgate.Billing.Subscriptions;
using Tollgate.Contracts.Billing.V1;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Identity;

namespace Tollgate.Billing.Statements;

[Authorize(Policy = ServicePolicies.Operator)]
internal sealed class StatementsGrpcService(GetStatement statements) : StatementsService.StatementsServiceBase
{
    public override async Task<GetStatementResponse> GetStatement(GetStatementRequest request, ServerCallContext context)
    {
        var check = new Validation();
        TenantIds.Require(check, request.TenantId);
        check.ThrowIfInvalid();

        var at = request.At is { } asked ? Instant.FromDateTimeOffset(asked.ToDateTimeOffset()) : (Instant?)null;
        var statement = await statements.ExecuteAsync(request.TenantId, at, context.CancellationToken)
            ?? throw SubscriptionErrors.NotSubscribed(request.TenantId);
        return new GetStatementResponse { Statement = StatementMapping.ToProto(statement) };
    }
}
