using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Tollgate.Billing.Subscriptions;
using Tollgate.Contracts.Billing.V1;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Identity;

namespace Tollgate.Billing.Credits;

[Authorize(Policy = ServicePolicies.Operator)]
internal sealed class CreditGrpcService(GrantCredit grant, GetCredit get, HoldCredit hold, ReleaseCredit release) : CreditService.CreditServiceBase
{
    public override async Task<GrantCreditResponse> GrantCredit(GrantCreditRequest request, ServerCallContext context)
    {
        CreditValidation.Check(request);
        var granted = await grant.ExecuteAsync(CreditMapping.ToGrant(request), request.RequestId, context.CancellationToken);
        return new GrantCreditResponse { Grant = CreditMapping.ToProto(granted) };
    }

    public override async Task<GetCreditResponse> GetCredit(GetCreditRequest request, ServerCallContext context)
    {
        var check = new Validation();
        TenantIds.Require(check, request.TenantId);
        check.ThrowIfInvalid();
        return CreditMapping.ToProto(await get.ExecuteAsync(request.TenantId, context.CancellationToken));
    }

    public override async Task<HoldCreditResponse> HoldCredit(HoldCreditRequest request, ServerCallContext context)
    {
        CreditValidation.Check(request);
        return new HoldCreditResponse { Held = await hold.ExecuteAsync(CreditMapping.ToHold(request), context.CancellationToken) };
    }

    public override async Task<ReleaseCreditResponse> ReleaseCredit(ReleaseCreditRequest request, ServerCallContext context)
    {
        CreditValidation.Check(request);
        await release.ExecuteAsync(Guid.Parse(request.AttemptId), request.TenantId, context.CancellationToken);
        return new ReleaseCreditResponse();
    }
}
