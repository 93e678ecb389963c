using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Tollgate.Billing.Plans;
using Tollgate.Billing.Subscriptions;
using Tollgate.Contracts.Billing.V1;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Identity;
using Proto = Tollgate.Contracts.Billing.V1;

namespace Tollgate.Billing.Entitlements;

[Authorize(Policy = ServicePolicies.Operator)]
internal sealed class EntitlementsGrpcService(EntitlementsStore store, SetAccount set, PlanArchive plans) : EntitlementsService.EntitlementsServiceBase
{
    private const int DefaultPage = 1_000;

    public override async Task<ListEntitlementsResponse> ListEntitlements(ListEntitlementsRequest request, ServerCallContext context)
    {
        var check = new Validation();
        check.Require(request.AfterVersion >= 0, "after_version", "must not be negative");
        check.Require(request.PageSize is >= 0 and <= 10_000, "page_size", "must be between 1 and 10000");
        check.ThrowIfInvalid();

        var response = new ListEntitlementsResponse();
        var changes = await store.ListAsync(request.AfterVersion, request.PageSize is 0 ? DefaultPage : request.PageSize, context.CancellationToken);
        foreach (var change in changes)
            response.Entitlements.Add(await ToProtoAsync(change, context.CancellationToken));
        return response;
    }

    public override async Task<SetAccountResponse> SetAccount(SetAccountRequest request, ServerCallContext context)
    {
        var check = new Validation();
        TenantIds.Require(check, request.TenantId);
        check.Require(Enum.IsDefined(request.Status), "status", "is not one of the statuses");
        check.ThrowIfInvalid();

        var account = await set.ExecuteAsync(
            request.TenantId, request.HasPrepaid ? request.Prepaid : null, request.Status, context.CancellationToken);
        return new SetAccountResponse { Entitlements = await ToProtoAsync(account, context.CancellationToken) };
    }

    private async Task<Proto.Entitlements> ToProtoAsync(AccountEntitlements account, CancellationToken cancellationToken)
    {
        var entitlements = new Proto.Entitlements
        {
            TenantId = account.TenantId,
            PlanId = account.PlanId ?? "",
            PlanVersion = account.PlanVersion ?? "",
            Status = account.Status,
            Prepaid = account.IsPrepaid,
            Version = account.Version,
        };
        if (account is { PlanId: { } planId, PlanVersion: { } version })
        {
            var plan = await plans.GetAsync(planId, version, cancellationToken);
            entitlements.Features.AddRange(plan.Features);
            entitlements.UserLimits = plan.UserLimits is { } limits ? PlanMapping.ToProto(limits) : null;
        }

        return entitlements;
    }
}
