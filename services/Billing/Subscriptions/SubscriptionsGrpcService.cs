using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Tollgate.Contracts.Billing.V1;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Identity;

namespace Tollgate.Billing.Subscriptions;

[Authorize(Policy = ServicePolicies.Operator)]
internal sealed class SubscriptionsGrpcService(CreateSubscription create, SubscriptionStore store) : SubscriptionsService.SubscriptionsServiceBase
{
    public override async Task<CreateSubscriptionResponse> CreateSubscription(CreateSubscriptionRequest request, ServerCallContext context)
    {
        var check = new Validation();
        TenantIds.Require(check, request.TenantId);
        check.Require(request.PlanId.Length > 0, "plan_id", "is required");
        check.Require(request.Seats is >= 0 and <= 1_000_000, "seats", "must be between 1 and 1,000,000");
        check.ThrowIfInvalid();

        var (subscription, now) = await create.ExecuteAsync(request.TenantId, request.PlanId, Math.Max(1, request.Seats), context.CancellationToken);
        return new CreateSubscriptionResponse { Subscription = SubscriptionMapping.ToProto(subscription, now) };
    }

    public override async Task<GetSubscriptionResponse> GetSubscription(GetSubscriptionRequest request, ServerCallContext context)
    {
        var check = new Validation();
        TenantIds.Require(check, request.TenantId);
        check.ThrowIfInvalid();

        var (subscription, now) = await store.FindAsync(request.TenantId, context.CancellationToken);
        return subscription is null
            ? throw SubscriptionErrors.NotSubscribed(request.TenantId)
            : new GetSubscriptionResponse { Subscription = SubscriptionMapping.ToProto(subscription, now) };
    }
}
