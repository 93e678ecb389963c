using Microsoft.Extensions.Options;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Tollgate.Metering.Persistence;

namespace Tollgate.Metering.Feed;

/// <summary>
/// Publishes the feed as CloudEvents in the order of positions, on one channel, with confirms. How far the broker has it is noted after it has
/// confirmed: what was published and not noted is published again, under the same ids and positions. The first event of each tenant in a batch
/// asks whether any queue takes it; where none does, the broker would drop the others too, and they are neither read nor sent.
/// </summary>
internal sealed class FeedPublisher(
    NpgsqlDataSource database, FeedReader reader, FeedSignal signal, IConfiguration configuration, IOptions<FeedOptions> options, TimeProvider clock,
    ILogger<FeedPublisher> logger) : FeedWorker(database, signal, options.Value.PollInterval, clock, logger)
{
    /// <summary>Topic exchange, durable.</summary>
    public const string Exchange = "tollgate.usage";

    // Tenants whose events no queue took when they were last asked for.
    private readonly HashSet<string> unheard = new(StringComparer.Ordinal);
    private IConnection? broker;
    private IChannel? channel;

    protected override int Lock => 2;

    protected override string Work => "publishing";

    /// <summary><c>usage.recorded.TENANT</c>; whatever would mean something in a routing key is a dash.</summary>
    public static string RoutingKeyOf(string tenantId) =>
        "usage.recorded." + string.Create(Math.Min(tenantId.Length, 63), tenantId, static (key, tenant) =>
        {
            for (var i = 0; i < key.Length; i++)
                key[i] = char.IsAsciiLetterOrDigit(tenant[i]) || tenant[i] == '_' ? tenant[i] : '-';
        });

    protected override async Task<bool> WorkAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (!options.Value.Publish)
            return false;
        var stretches = await reader.ReadStretchesAsync(await ReadMarkAsync(connection, cancellationToken), options.Value.PublishBatch, cancellationToken);
        if (stretches.Count == 0)
            return false;

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(options.Value.PublishTimeout);
        await PublishAsync(channel ??= await OpenAsync(patience.Token), stretches, patience.Token);
        await WriteMarkAsync(connection, stretches[^1].Last, cancellationToken);
        return true;
    }

    private async Task PublishAsync(IChannel open, IReadOnlyList<FeedStretch> stretches, CancellationToken cancellationToken)
    {
        var entries = await ReadAsync([
            .. stretches.Where(stretch => !unheard.Contains(stretch.TenantId)),
            .. stretches.DistinctBy(stretch => stretch.TenantId).Where(stretch => unheard.Contains(stretch.TenantId)).Select(Head)]);
        // Begun one after the other, so they go out in order; the confirms are awaited together.
        var confirms = new List<Task>();
        var asked = new HashSet<string>(StringComparer.Ordinal);
        foreach (var stretch in stretches)
        {
            var next = stretch.First;
            if (asked.Add(stretch.TenantId))
            {
                if (!await IsTakenAsync(open, entries[next++], cancellationToken))
                {
                    unheard.Add(stretch.TenantId);
                    continue;
                }

                if (unheard.Remove(stretch.TenantId))
                {
                    foreach (var (position, entry) in await ReadAsync([.. stretches.Where(other => other.TenantId == stretch.TenantId)]))
                        entries[position] = entry;
                }
            }
            else if (unheard.Contains(stretch.TenantId))
            {
                continue;
            }

            for (; next <= stretch.Last; next++)
                confirms.Add(PublishAsync(open, entries[next], mandatory: false, cancellationToken));
        }

        await Task.WhenAll(confirms);

        static FeedStretch Head(FeedStretch stretch) => stretch with { Last = stretch.First };

        async Task<Dictionary<long, PlacedEntry>> ReadAsync(IReadOnlyCollection<FeedStretch> chosen) =>
            (await reader.ReadAsync(chosen, cancellationToken)).ToDictionary(entry => entry.Position);
    }

    protected override async ValueTask ResetAsync()
    {
        var (oldChannel, oldBroker) = (channel, broker);
        (channel, broker) = (null, null);
        unheard.Clear();
        if (oldChannel is not null)
            await oldChannel.DisposeAsync();
        if (oldBroker is not null)
            await oldBroker.DisposeAsync();
    }

    // Whoever wants it has bound a queue; who comes later reads the past through gRPC.
    private static async Task<bool> IsTakenAsync(IChannel channel, PlacedEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            await PublishAsync(channel, entry, mandatory: true, cancellationToken);
            return true;
        }
        catch (PublishReturnException)
        {
            return false;
        }
    }

    private static Task PublishAsync(IChannel channel, PlacedEntry entry, bool mandatory, CancellationToken cancellationToken) => channel.BasicPublishAsync(
        Exchange,
        RoutingKeyOf(entry.Entry.Identity.TenantId),
        mandatory,
        new BasicProperties
        {
            ContentType = UsageCloudEvent.ContentType,
            DeliveryMode = DeliveryModes.Persistent,
            MessageId = entry.EventId.ToString("D"),
            Type = UsageCloudEvent.Type,
        },
        UsageCloudEvent.ToJson(entry),
        cancellationToken).AsTask();

    private static async Task<long> ReadMarkAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand("SELECT position FROM usage_feed_marks WHERE name = 'published'", connection);
        return (long)(await query.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task WriteMarkAsync(NpgsqlConnection connection, long position, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Losing the note only publishes again: not worth making the ledger's commits wait for the disk.
        await using var update = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands = { new("SET LOCAL synchronous_commit = off"), new("UPDATE usage_feed_marks SET position = $1 WHERE name = 'published'") },
        };
        update.BatchCommands[1].Parameters.AddValue(position);
        await update.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<IChannel> OpenAsync(CancellationToken cancellationToken)
    {
        var address = configuration.GetConnectionString("messaging")
            ?? throw new InvalidOperationException("Connection string 'messaging' is missing.");
        // No recovery behind our back: a failure starts this worker over from its mark.
        broker = await new ConnectionFactory { Uri = new Uri(address), AutomaticRecoveryEnabled = false, ClientProvidedName = "metering usage feed" }
            .CreateConnectionAsync(cancellationToken);
        var opened = await broker.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, outstandingPublisherConfirmationsRateLimiter: null),
            cancellationToken);
        await opened.ExchangeDeclareAsync(Exchange, ExchangeType.Topic, durable: true, cancellationToken: cancellationToken);
        return opened;
    }
}
