using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Tollgate.Contracts.Metering.V1;
using Tollgate.ServiceDefaults.Identity;

namespace Tollgate.Metering.Feed;

/// <summary>The feed for billing systems. Tenants may read their own.</summary>
internal sealed class FeedGrpcService(ReadFeed readFeed, ManageSubscriptions subscriptions, FeedCredentials credentials) : FeedService.FeedServiceBase
{
    [Authorize(Policy = FeedCredentialHandler.Policy)]
    public override async Task ReadFeed(ReadFeedRequest request, IServerStreamWriter<ReadFeedResponse> responseStream, ServerCallContext context)
    {
        await foreach (var page in readFeed.HandleAsync(request, FeedCredentialHandler.IdOf(context.GetHttpContext().User), context.CancellationToken))
            await responseStream.WriteAsync(page, context.CancellationToken);
    }

    [Authorize(Policy = ServicePolicies.Operator)]
    public override async Task<CreateFeedSubscriptionResponse> CreateFeedSubscription(CreateFeedSubscriptionRequest request, ServerCallContext context)
    {
        var (subscription, secret) = await subscriptions.CreateAsync(request.Subscription, context.CancellationToken);
        return new CreateFeedSubscriptionResponse { Subscription = subscription.ToProto(), Secret = secret?.Reveal() ?? "" };
    }

    [Authorize(Policy = ServicePolicies.Operator)]
    public override async Task<ListFeedSubscriptionsResponse> ListFeedSubscriptions(ListFeedSubscriptionsRequest request, ServerCallContext context)
    {
        var found = await subscriptions.ListAsync(request.TenantId, context.CancellationToken);
        return new ListFeedSubscriptionsResponse { Subscriptions = { found.Select(subscription => subscription.ToProto()) } };
    }

    [Authorize(Policy = ServicePolicies.Operator)]
    public override async Task<DeleteFeedSubscriptionResponse> DeleteFeedSubscription(DeleteFeedSubscriptionRequest request, ServerCallContext context)
    {
        await subscriptions.DeleteAsync(request.SubscriptionId, context.CancellationToken);
        return new DeleteFeedSubscriptionResponse();
    }

    [Authorize(Policy = ServicePolicies.Operator)]
    public override async Task<RotateFeedSubscriptionSecretResponse> RotateFeedSubscriptionSecret(
        RotateFeedSubscriptionSecretRequest request, ServerCallContext context)
    {
        var secret = await subscriptions.RotateSecretAsync(request.SubscriptionId, context.CancellationToken);
        return new RotateFeedSubscriptionSecretResponse { Secret = secret.Reveal() };
    }

    [Authorize(Policy = ServicePolicies.Operator)]
    public override async Task<ReplayFeedSubscriptionResponse> ReplayFeedSubscription(ReplayFeedSubscriptionRequest request, ServerCallContext context)
    {
        var subscription = await subscriptions.ReplayAsync(request.SubscriptionId, request.AfterPosition, context.CancellationToken);
        return new ReplayFeedSubscriptionResponse { Subscription = subscription.ToProto() };
    }

    [Authorize(Policy = ServicePolicies.Operator)]
    public override async Task<CreateFeedCredentialResponse> CreateFeedCredential(CreateFeedCredentialRequest request, ServerCallContext context)
    {
        var (credential, text) = await credentials.CreateAsync(request.Credential, context.CancellationToken);
        return new CreateFeedCredentialResponse { Credential = credential.ToProto(), Secret = text?.Reveal() ?? "" };
    }

    [Authorize(Policy = ServicePolicies.Operator)]
    public override async Task<ListFeedCredentialsResponse> ListFeedCredentials(ListFeedCredentialsRequest request, ServerCallContext context)
    {
        var found = await credentials.ListAsync(request.TenantId, context.CancellationToken);
        return new ListFeedCredentialsResponse { Credentials = { found.Select(credential => credential.ToProto()) } };
    }

    [Authorize(Policy = ServicePolicies.Operator)]
    public override async Task<RevokeFeedCredentialResponse> RevokeFeedCredential(RevokeFeedCredentialRequest request, ServerCallContext context) =>
        new() { Credential = (await credentials.RevokeAsync(request.CredentialId, context.CancellationToken)).ToProto() };
}
