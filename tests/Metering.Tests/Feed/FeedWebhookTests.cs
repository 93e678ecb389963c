using System.Text.Json;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Tollgate.Contracts.Metering.V1;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Webhooks;
using Tollgate.Testing;

namespace Tollgate.Metering.Tests.Feed;

public sealed class FeedWebhookTests(FeedHost host) : IClassFixture<FeedHost>, IAsyncLifetime
{
    private WebhookReceiver receiver = null!;

    public async Task InitializeAsync() => receiver = await WebhookReceiver.StartAsync();

    public async Task DisposeAsync() => await receiver.DisposeAsync();

    [Fact]
    public async Task A_receiver_that_was_down_for_an_hour_gets_everything_once_and_in_order()
    {
        var tenant = Given.Tenant();
        var accepted = new List<ReceivedWebhook>();
        var down = false;
        receiver.Answer = (webhook, context) =>
        {
            context.Response.StatusCode = down ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
            if (!down)
                accepted.Add(webhook);
            return Task.CompletedTask;
        };
        var created = await CreateAsync(tenant);
        await host.RecordAsync([.. Enumerable.Range(0, 30).Select(n => Given.Usage(tenant, n))]);
        await receiver.UntilAsync(_ => EventsOf(accepted).Count == 30);

        down = true;
        for (var i = 0; i < 6; i++)
        {
            await host.RecordAsync([.. Enumerable.Range(0, 400).Select(n => Given.Usage(tenant, n)), Given.Usage(Given.Tenant(), 1)]);
            host.Clock.Advance(TimeSpan.FromMinutes(10));
        }

        down = false;
        host.Clock.Advance(TimeSpan.FromHours(1));
        await receiver.UntilAsync(_ => EventsOf(accepted).Count >= 2430);

        var events = EventsOf(accepted);
        Assert.Equal(Enumerable.Range(1, 2430).Select(n => $"{n}"), events.Select(e => e.GetProperty("tenantposition").GetString()));
        Assert.All(events, e => Assert.Equal(tenant, e.GetProperty("partitionkey").GetString()));
        Assert.All(accepted, webhook => Assert.Equal(WebhookVerdict.Genuine, WebhookSignature.Verify(
            [WebhookSecret.TryParse(created.Secret)!], webhook.Id, webhook.Timestamp, webhook.Signature, webhook.Body, host.Clock.GetUtcNow(), TimeSpan.FromHours(3))));
        Assert.All(accepted, webhook => Assert.Equal("application/cloudevents-batch+json", webhook.ContentType));
    }

    [Fact]
    public async Task A_replay_tells_the_same_events_again_under_the_same_ids()
    {
        var tenant = Given.Tenant();
        var created = await CreateAsync(tenant);
        await host.RecordAsync([.. Enumerable.Range(0, 250).Select(n => Given.Usage(tenant, n))]);
        await receiver.UntilAsync(all => EventsOf(all).Count == 250);
        var first = EventsOf(receiver.Received);

        var after = long.Parse(first[99].GetProperty("feedposition").GetString()!, System.Globalization.CultureInfo.InvariantCulture);
        await host.Feed.ReplayFeedSubscriptionAsync(
            new() { SubscriptionId = created.Subscription.SubscriptionId, AfterPosition = after }, MeteringHost.AsOperator);
        await receiver.UntilAsync(all => EventsOf(all).Count >= 400);

        var again = EventsOf(receiver.Received)[250..];
        Assert.Equal(Ids(first[100..]), Ids(again));
    }

    [Fact]
    public async Task A_subscription_is_made_once_listed_without_its_secret_and_removed()
    {
        var tenant = Given.Tenant();
        var wanted = Wanted(tenant);
        var made = await host.Feed.CreateFeedSubscriptionAsync(new() { Subscription = wanted }, MeteringHost.AsOperator);
        var again = await host.Feed.CreateFeedSubscriptionAsync(new() { Subscription = wanted }, MeteringHost.AsOperator);
        var other = await RefusedAsync(() => host.Feed.CreateFeedSubscriptionAsync(
            new() { Subscription = new FeedSubscription(wanted) { TenantId = Given.Tenant() } }, MeteringHost.AsOperator).ResponseAsync);
        var listed = (await host.Feed.ListFeedSubscriptionsAsync(new() { TenantId = tenant }, MeteringHost.AsOperator)).Subscriptions;
        var rotated = await host.Feed.RotateFeedSubscriptionSecretAsync(new() { SubscriptionId = wanted.SubscriptionId }, MeteringHost.AsOperator);
        for (var i = 0; i < 2; i++)
            await host.Feed.DeleteFeedSubscriptionAsync(new() { SubscriptionId = wanted.SubscriptionId }, MeteringHost.AsOperator);
        var gone = await RefusedAsync(() => host.Feed.RotateFeedSubscriptionSecretAsync(
            new() { SubscriptionId = wanted.SubscriptionId }, MeteringHost.AsOperator).ResponseAsync);

        Assert.StartsWith("whsec_", made.Secret, StringComparison.Ordinal);
        Assert.Equal((made.Subscription, ""), (again.Subscription, again.Secret));
        Assert.Equal("SUBSCRIPTION_EXISTS", other.Reason);
        Assert.Equal(made.Subscription, Assert.Single(listed));
        Assert.NotEqual(made.Secret, rotated.Secret);
        Assert.Equal("SUBSCRIPTION_NOT_FOUND", gone.Reason);
    }

    [Fact]
    public async Task A_malformed_subscription_is_refused_naming_every_field()
    {
        var bad = new FeedSubscription { SubscriptionId = "x", Url = "ftp://example.com", Position = -1, Description = new string('x', 201) };

        var error = await RefusedAsync(() => host.Feed.CreateFeedSubscriptionAsync(new() { Subscription = bad }, MeteringHost.AsOperator).ResponseAsync);

        Assert.Equal(
            ["subscription.description", "subscription.position", "subscription.subscription_id", "subscription.url"],
            error.Fields.Select(field => field.Field).Order());
    }

    private static List<string?> Ids(List<JsonElement> events) => [.. events.Select(e => e.GetProperty("id").GetString())];

    private static List<JsonElement> EventsOf(IReadOnlyList<ReceivedWebhook> webhooks) =>
        [.. webhooks.ToArray().SelectMany(webhook => JsonDocument.Parse(webhook.Body).RootElement.EnumerateArray())];

    private static async Task<TollgateException> RefusedAsync(Func<Task> call) =>
        TollgateException.FromRpc(await Assert.ThrowsAsync<RpcException>(call));

    private FeedSubscription Wanted(string tenant) => new()
    {
        SubscriptionId = Guid.CreateVersion7().ToString(), TenantId = tenant, Url = receiver.Url, Description = "billing",
    };

    private async Task<CreateFeedSubscriptionResponse> CreateAsync(string tenant) =>
        await host.Feed.CreateFeedSubscriptionAsync(new() { Subscription = Wanted(tenant) }, MeteringHost.AsOperator);
}
