using System.Globalization;
using Microsoft.Extensions.Options;
using Npgsql;
using Tollgate.Metering.Persistence;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Messaging;
using Tollgate.ServiceDefaults.Webhooks;

namespace Tollgate.Metering.Feed;

/// <summary>
/// Prepares webhooks for subscriptions, a few ahead of delivery: message and position move in one transaction, so a subscription has no gap and no
/// repeat whatever crashes, and one that has been away for a day costs nothing but its position.
/// </summary>
internal sealed class FeedPump(
    NpgsqlDataSource database, FeedReader reader, FeedSignal signal, WebhookEndpoints endpoints, WebhookOutbox outbox, IOptions<FeedOptions> options,
    TimeProvider clock, ILogger<FeedPump> logger) : FeedWorker(database, signal, options.Value.PollInterval, clock, logger)
{
    private const string Ready =
        """
        SELECT s.endpoint_id, s.position, e.owner FROM usage_feed_subscriptions s JOIN webhooks.endpoints e USING (endpoint_id)
        WHERE e.disabled_at IS NULL
          AND (SELECT count(*) FROM webhooks.deliveries d WHERE d.endpoint_id = s.endpoint_id AND d.state = 0) < $1
          AND CASE WHEN e.owner = '' THEN EXISTS (SELECT FROM usage_feed_stretches f WHERE f.last_position > s.position)
              ELSE EXISTS (SELECT FROM usage_feed_stretches f WHERE f.last_position > s.position AND f.tenant_id = e.owner) END
        ORDER BY s.endpoint_id LIMIT 100 FOR UPDATE OF s SKIP LOCKED
        """;

    protected override int Lock => 3;

    protected override string Work => "preparing webhooks";

    protected override async Task<bool> WorkAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var ready = new List<(Guid Id, long Position, string TenantId)>();
        await using (var query = new NpgsqlCommand(Ready, connection, transaction))
        {
            query.Parameters.AddValue(options.Value.WebhookBacklog);
            await using var rows = await query.ExecuteReaderAsync(cancellationToken);
            while (await rows.ReadAsync(cancellationToken))
                ready.Add((rows.GetGuid(0), rows.GetInt64(1), rows.GetString(2)));
        }

        foreach (var (id, position, tenantId) in ready)
            await PrepareAsync(transaction, id, position, tenantId, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (ready.Count > 0)
            outbox.Wake();
        return ready.Count > 0;
    }

    private async Task PrepareAsync(NpgsqlTransaction transaction, Guid id, long position, string tenantId, CancellationToken cancellationToken)
    {
        IReadOnlyList<PlacedEntry> entries;
        try
        {
            entries = await reader.ReadAsync(tenantId, position, options.Value.WebhookBatch, cancellationToken);
        }
        catch (TollgateException error) when (error.Reason == "CURSOR_EXPIRED")
        {
            await endpoints.DisableAsync(transaction, id, error.Message, cancellationToken);
            return;
        }

        var last = entries[^1].Position;
        var message = new WebhookMessage(
            // Of what is told: sent again after a crash, or replayed over the same range, it has the same id.
            EventIds.From(id, string.Create(CultureInfo.InvariantCulture, $"feed/{entries[0].Position}-{last}")).ToString("D"),
            UsageCloudEvent.BatchContentType,
            UsageCloudEvent.ToBatchJson(entries));
        await outbox.AddAsync(transaction, id, message, cancellationToken);
        await using var move = new NpgsqlCommand(
            "UPDATE usage_feed_subscriptions SET position = $2 WHERE endpoint_id = $1", transaction.Connection, transaction);
        move.Parameters.AddValue(id);
        move.Parameters.AddValue(last);
        await move.ExecuteNonQueryAsync(cancellationToken);
    }
}
