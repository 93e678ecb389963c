using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Tollgate.Contracts.Billing.V1;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Identity;

namespace Tollgate.Billing.Subscriptions;

[Authorize(Policy = ServicePolicies.Operator)]
internal sealed class SubscriptionsGrpcService(
    CreateSubscription create, ChangeSubscription change, CancelSubscription cancel, BuyBurstPack buy, SubscriptionStore store)
    : SubscriptionsService.SubscriptionsServiceBase
{
    private const int MaxSeats = 1_000_000;
    private const int MaxReason = 256;

    public override async Task<CreateSubscriptionResponse> CreateSubscription(CreateSubscriptionRequest request, ServerCallContext context)
    {
        var check = new Validation();
        TenantIds.Require(check, request.TenantId);
        check.Require(request.PlanId.Length > 0, "plan_id", "is required");
        check.Require(request.Seats is >= 0 and <= MaxSeats, "seats", "must be between 1 and 1,000,000");
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

    public override async Task<ChangeSubscriptionResponse> ChangeSubscription(ChangeSubscriptionRequest request, ServerCallContext context)
    {
        var check = new Validation();
        TenantIds.Require(check, request.TenantId);
        RequireRequestId(check, request.RequestId);
        check.Require(request.PlanId.Length > 0 || request.Seats > 0, "plan_id", "or seats is required");
        check.Require(request.Seats is >= 0 and <= MaxSeats, "seats", "must be between 1 and 1,000,000, or 0 to keep them");
        check.Require(Enum.IsDefined(request.When), "when", "is unknown");
        check.ThrowIfInvalid();

        var asked = new SubscriptionChange(
            request.TenantId, request.RequestId, request.PlanId.Length > 0 ? request.PlanId : null, request.Seats > 0 ? request.Seats : null,
            request.When == ChangeWhen.PeriodEnd);
        var (subscription, now) = await change.ExecuteAsync(asked, context.CancellationToken);
        return new ChangeSubscriptionResponse { Subscription = SubscriptionMapping.ToProto(subscription, now) };
    }

    public override async Task<CancelSubscriptionResponse> CancelSubscription(CancelSubscriptionRequest request, ServerCallContext context)
    {
        var check = new Validation();
        TenantIds.Require(check, request.TenantId);
        check.Require(Enum.IsDefined(request.When), "when", "is unknown");
        check.Require(request.Reason.Length <= MaxReason && !request.Reason.Any(char.IsControl), "reason", $"must be at most {MaxReason} characters of text");
        check.ThrowIfInvalid();

        var (subscription, now) = await cancel.ExecuteAsync(
            request.TenantId, request.When == ChangeWhen.Immediately, request.Reason, context.CancellationToken);
        return new CancelSubscriptionResponse { Subscription = SubscriptionMapping.ToProto(subscription, now) };
    }

    public override async Task<BuyBurstPackResponse> BuyBurstPack(BuyBurstPackRequest request, ServerCallContext context)
    {
        var check = new Validation();
        TenantIds.Require(check, request.TenantId);
        RequireRequestId(check, request.RequestId);
        check.Require(request.PackId.Length > 0, "pack_id", "is required");
        check.ThrowIfInvalid();

        await buy.ExecuteAsync(request.TenantId, request.PackId, request.RequestId, context.CancellationToken);
        return new BuyBurstPackResponse();
    }

    private static void RequireRequestId(Validation check, string requestId) =>
        check.Require(requestId is { Length: >= 1 and <= 128 } && !requestId.Any(char.IsControl), "request_id", "is required, at most 128 characters");
}
