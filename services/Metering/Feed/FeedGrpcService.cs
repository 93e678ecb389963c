using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Tollgate.Contracts.Metering.V1;
using Tollgate.ServiceDefaults.Identity;

namespace Tollgate.Metering.Feed;

/// <summary>The feed for billing systems.</summary>
[Authorize(Policy = ServicePolicies.Operator)]
internal sealed class FeedGrpcService(ReadFeed readFeed, ManageSubscriptions subscriptions) : FeedService.FeedServiceBase
{
    public override async Task ReadFeed(ReadFeedRequest request, IServerStreamWriter<ReadFeedResponse> responseStream, ServerCallContext context)
    {
        await foreach (var page in readFeed.HandleAsync(request, context.CancellationToken))
            await responseStream.WriteAsync(page, context.CancellationToken);
    }

    public override async Task<CreateFeedSubscriptionResponse> CreateFeedSubscription(CreateFeedSubscriptionRequest request, ServerCallContext context)
    {
        var (subscription, secret) = await subscriptions.CreateAsync(request.Subscription, context.CancellationToken);
        return new CreateFeedSubscriptionResponse { Subscription = subscription.ToProto(), Secret = secret?.Reveal() ?? "" };
    }

    public override async Task<ListFeedSubscriptionsResponse> ListFeedSubscriptions(ListFeedSubscriptionsRequest request, ServerCallContext context)
    {
        var found = await subscriptions.ListAsync(request.TenantId, context.CancellationToken);
        return new ListFeedSubscriptionsResponse { Subscriptions = { found.Select(subscription => subscription.ToProto()) } };
    }

    public override async Task<DeleteFeedSubscriptionResponse> DeleteFeedSubscription(DeleteFeedSubscriptionRequest request, ServerCallContext context)
    {
        await subscriptions.DeleteAsync(request.SubscriptionId, context.CancellationToken);
        return new DeleteFeedSubscriptionResponse();
    }

    public override async Task<RotateFeedSubscriptionSecretResponse> RotateFeedSubscriptionSecret(
        RotateFeedSubscriptionSecretRequest request, ServerCallContext context)
    {
        var secret = await subscriptions.RotateSecretAsync(request.SubscriptionId, context.CancellationToken);
        return new RotateFeedSubscriptionSecretResponse { Secret = secret.Reveal() };
    }

    public override async Task<ReplayFeedSubscriptionResponse> ReplayFeedSubscription(ReplayFeedSubscriptionRequest request, ServerCallContext context)
    {
        var subscription = await subscriptions.ReplayAsync(request.SubscriptionId, request.AfterPosition, context.CancellationToken);
        return new ReplayFeedSubscriptionResponse { Subscription = subscription.ToProto() };
    }
}
