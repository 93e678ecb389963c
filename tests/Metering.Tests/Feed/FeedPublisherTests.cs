using System.Globalization;
using System.Text.Json;
using RabbitMQ.Client;
using Tollgate.Contracts.Common.V1;
using Tollgate.Metering.Feed;

namespace Tollgate.Metering.Tests.Feed;

public sealed class FeedPublisherTests(FeedHost host) : IClassFixture<FeedHost>
{
    [SkippableFact]
    public async Task A_consumer_in_Node_reads_valid_CloudEvents_and_after_an_hour_away_goes_on_without_a_gap_or_a_repeat()
    {
        using var node = await NodeConsumer.InstallAsync();
        var tenant = Given.Tenant();
        await using var connection = await new ConnectionFactory { Uri = new Uri(host.Broker) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.ExchangeDeclareAsync(FeedPublisher.Exchange, ExchangeType.Topic, durable: true);
        await channel.QueueDeclareAsync("billing", durable: true, exclusive: false, autoDelete: false);
        await channel.QueueBindAsync("billing", FeedPublisher.Exchange, "usage.recorded.#");
        await channel.QueueDeclareAsync("one-tenant", durable: true, exclusive: false, autoDelete: false);
        await channel.QueueBindAsync("one-tenant", FeedPublisher.Exchange, FeedPublisher.RoutingKeyOf(tenant));
        var counted = Given.Usage(tenant, 500, rank: UsageRank.Counted);
        await host.RecordAsync([counted, .. Enumerable.Range(0, 49).Select(n => Given.Usage(tenant, n))]);
        var before = await node.ReadAsync(host.Broker, "billing", after: 0, until: 50);

        host.Clock.Advance(TimeSpan.FromHours(1));
        await host.RecordAsync([Given.Usage(tenant, 400, counted.AttemptId)]);
        for (var i = 0; i < 3; i++)
            await host.RecordAsync([.. Enumerable.Range(0, 1000).Select(n => Given.Usage(n % 3 == 0 ? tenant : "other", n))]);
        var after = await node.ReadAsync(host.Broker, "billing", after: 50, until: 3051);

        Assert.Empty(before.Invalid);
        Assert.Empty(after.Invalid);
        Assert.Equal((50, 50, 0, 0), (before.Handled, before.Distinct, before.Repeats, before.Gaps.Length));
        Assert.Equal((3001, 3001, 0, 0), (after.Handled, after.Distinct, after.Repeats, after.Gaps.Length));
        var ledger = await host.ScalarAsync<long>("SELECT sum(cost_nanos)::bigint FROM usage_entries");
        Assert.Equal(ledger, long.Parse(before.Nanos) + long.Parse(after.Nanos));
        Assert.Equal(50u + 1u + (3u * 334u), (await channel.QueueDeclarePassiveAsync("one-tenant")).MessageCount);
    }

    [Fact]
    public async Task Nothing_is_sent_to_nobody_and_a_queue_that_is_bound_later_gets_what_comes_then()
    {
        var (heard, unheard) = (Given.Tenant(), Given.Tenant());
        await using var connection = await new ConnectionFactory { Uri = new Uri(host.Broker) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        var queue = (await channel.QueueDeclareAsync()).QueueName;
        await host.RecordAsync([.. Enumerable.Range(0, 100).Select(n => Given.Usage(n % 2 == 0 ? heard : unheard, n))]);
        await PublishedAsync();

        await channel.QueueBindAsync(queue, FeedPublisher.Exchange, FeedPublisher.RoutingKeyOf(heard));
        await host.RecordAsync([.. Enumerable.Range(0, 100).Select(n => Given.Usage(n % 2 == 0 ? heard : unheard, n))]);
        await PublishedAsync();

        var positions = new List<long>();
        while (await channel.BasicGetAsync(queue, autoAck: true) is { } message)
            positions.Add(long.Parse(JsonDocument.Parse(message.Body).RootElement.GetProperty("tenantposition").GetString()!, CultureInfo.InvariantCulture));
        Assert.Equal(Enumerable.Range(51, 50).Select(n => (long)n), positions);
    }

    [Theory]
    [InlineData("acme", "usage.recorded.acme")]
    [InlineData("a.b#*", "usage.recorded.a-b--")]
    public void A_routing_key_names_the_tenant_and_nothing_else(string tenant, string key) => Assert.Equal(key, FeedPublisher.RoutingKeyOf(tenant));

    private async Task PublishedAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await host.ScalarAsync<bool>(
            "SELECT EXISTS (SELECT FROM usage_feed_pending) OR (SELECT count(DISTINCT position) FROM usage_feed_marks) > 1"))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), patience.Token);
        }
    }
}
