using Microsoft.Extensions.Options;
using Npgsql;

namespace Tollgate.ServiceDefaults.Webhooks;

/// <summary>
/// The worker's side of the tables. Claims are taken under the lock of the endpoint, so that the bound on what it has in flight holds over all
/// replicas; a claim ends by itself when its worker dies.
/// </summary>
internal sealed class WebhookStore(NpgsqlDataSource database, IOptions<WebhookOptions> options, TimeProvider clock)
{
    private const string LockEndpoints =
        """
        SELECT e.endpoint_id FROM webhooks.endpoints e
        WHERE e.disabled_at IS NULL AND e.paused_until <= $1 AND EXISTS (
            SELECT FROM webhooks.deliveries d
            WHERE d.endpoint_id = e.endpoint_id AND d.state = 0 AND d.next_try_at <= $1 AND d.leased_until <= $1)
        ORDER BY e.endpoint_id FOR UPDATE OF e SKIP LOCKED LIMIT $2
        """;

    // A statement of its own after the locks: it sees what whoever held them before has claimed.
    private const string Claim =
        """
        WITH due AS (
            SELECT d.delivery_id FROM webhooks.endpoints e
            CROSS JOIN LATERAL (
                SELECT p.delivery_id, p.next_try_at, p.leased_until FROM webhooks.deliveries p
                WHERE p.endpoint_id = e.endpoint_id AND p.state = 0 AND (e.ordered OR (p.next_try_at <= $1 AND p.leased_until <= $1))
                ORDER BY p.delivery_id
                LIMIT CASE WHEN e.ordered THEN 1 ELSE e.max_in_flight - (
                    SELECT count(*) FROM webhooks.deliveries f WHERE f.endpoint_id = e.endpoint_id AND f.state = 0 AND f.leased_until > $1) END) d
            WHERE e.endpoint_id = ANY($2) AND d.next_try_at <= $1 AND d.leased_until <= $1
            LIMIT $4)
        UPDATE webhooks.deliveries d SET leased_until = $3, tries = d.tries + 1, first_try_at = coalesce(d.first_try_at, $1)
        FROM due JOIN webhooks.deliveries n USING (delivery_id) JOIN webhooks.endpoints e ON e.endpoint_id = n.endpoint_id
        WHERE d.delivery_id = due.delivery_id
        RETURNING d.delivery_id, d.endpoint_id, e.url, d.message_id, d.content_type, d.body, d.tries
        """;

    private const string NoteDelivered =
        """
        UPDATE webhooks.deliveries SET state = 1, ended_at = $3, leased_until = '-infinity', last_result = $4
        WHERE delivery_id = $1 AND tries = $2 AND state = 0
        """;

    private const string NoteWorking = "UPDATE webhooks.endpoints SET failing_since = NULL WHERE endpoint_id = $1 AND failing_since IS NOT NULL";

    // A message is given up when it alone fails: when all do, the endpoint is disabled, and what waited goes on when it is enabled.
    private const string NoteFailed =
        """
        UPDATE webhooks.deliveries d SET
            state = CASE WHEN e.works AND d.first_try_at <= $6 THEN 2 ELSE 0 END,
            ended_at = CASE WHEN e.works AND d.first_try_at <= $6 THEN $3 END,
            leased_until = '-infinity', next_try_at = $5, last_result = $4
        FROM (SELECT endpoint_id, NOT ordered AND coalesce(failing_since, $3) > $6 AS works FROM webhooks.endpoints) e
        WHERE d.delivery_id = $1 AND d.tries = $2 AND d.state = 0 AND e.endpoint_id = d.endpoint_id
        """;

    private const string NoteFailing =
        """
        UPDATE webhooks.endpoints SET
            failing_since = coalesce(failing_since, $2),
            paused_until = greatest(paused_until, $3),
            disabled_at = CASE WHEN $4 OR coalesce(failing_since, $2) <= $5 THEN coalesce(disabled_at, $2) END,
            disabled_reason = CASE WHEN $4 THEN 'The endpoint answered that it is gone.'
                WHEN coalesce(failing_since, $2) <= $5 THEN 'Every delivery has failed since ' || coalesce(failing_since, $2)::text || '; last: ' || $6 ELSE '' END
        WHERE endpoint_id = $1 AND disabled_at IS NULL
        RETURNING disabled_reason
        """;

    private const string Prune =
        """
        DELETE FROM webhooks.deliveries WHERE delivery_id IN (
            SELECT delivery_id FROM webhooks.deliveries WHERE state <> 0 AND ended_at < $1 ORDER BY ended_at LIMIT 1000)
        """;

    /// <summary>Takes due deliveries in hand, within every endpoint's bound.</summary>
    internal async Task<IReadOnlyList<WebhookDelivery>> ClaimAsync(int most, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var endpoints = new List<Guid>();
        await using (var query = new NpgsqlCommand(LockEndpoints, connection, transaction))
        {
            query.Parameters.Add(Time(now));
            query.Parameters.Add(new NpgsqlParameter<int> { TypedValue = most });
            await using var rows = await query.ExecuteReaderAsync(cancellationToken);
            while (await rows.ReadAsync(cancellationToken))
                endpoints.Add(rows.GetGuid(0));
        }

        var claimed = new List<WebhookDelivery>();
        if (endpoints.Count == 0)
            return claimed;
        await using (var claim = new NpgsqlCommand(Claim, connection, transaction))
        {
            claim.Parameters.Add(Time(now));
            claim.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. endpoints] });
            // Long enough for the try and its note; only a dead worker lets it run out.
            claim.Parameters.Add(Time(now + (2 * options.Value.Timeout) + TimeSpan.FromSeconds(10)));
            claim.Parameters.Add(new NpgsqlParameter<int> { TypedValue = most });
            await using var rows = await claim.ExecuteReaderAsync(cancellationToken);
            while (await rows.ReadAsync(cancellationToken))
            {
                claimed.Add(new WebhookDelivery(
                    rows.GetInt64(0), rows.GetGuid(1), new Uri(rows.GetString(2)),
                    new WebhookMessage(rows.GetString(3), rows.GetString(4), rows.GetFieldValue<byte[]>(5)), rows.GetInt32(6)));
            }
        }

        await transaction.CommitAsync(cancellationToken);
        return claimed;
    }

    /// <summary>Notes how a try ended. Does nothing to a row that somebody else has in hand by now.</summary>
    /// <returns>Why the endpoint was disabled; empty when it was not.</returns>
    internal async Task<string> NoteAsync(WebhookDelivery delivery, WebhookAnswer answer, TimeSpan wait, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        if (answer.Delivered)
        {
            batch.BatchCommands.Add(EndOf(NoteDelivered, delivery, answer, now));
            batch.BatchCommands.Add(new(NoteWorking) { Parameters = { Id(delivery.EndpointId) } });
            await batch.ExecuteNonQueryAsync(cancellationToken);
            return "";
        }

        var oldest = now - options.Value.DisableAfter;
        var failed = EndOf(NoteFailed, delivery, answer, now);
        failed.Parameters.Add(Time(now + wait));
        failed.Parameters.Add(Time(oldest));
        batch.BatchCommands.Add(failed);
        batch.BatchCommands.Add(new(NoteFailing)
        {
            Parameters =
            {
                Id(delivery.EndpointId),
                Time(now),
                Time(answer.RetryAfter is null ? DateTimeOffset.UnixEpoch : now + wait),
                new NpgsqlParameter<bool> { TypedValue = answer.Gone },
                Time(oldest),
                new NpgsqlParameter<string> { TypedValue = answer.Result },
            },
        });
        return await batch.ExecuteScalarAsync(cancellationToken) as string ?? "";
    }

    /// <summary>Forgets what ended longer ago than the retention, some rows at a time.</summary>
    internal async Task PruneAsync(CancellationToken cancellationToken)
    {
        await using var prune = database.CreateCommand(Prune);
        prune.Parameters.Add(Time(clock.GetUtcNow() - options.Value.Retention));
        await prune.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlBatchCommand EndOf(string sql, WebhookDelivery delivery, WebhookAnswer answer, DateTimeOffset now) => new(sql)
    {
        Parameters =
        {
            new NpgsqlParameter<long> { TypedValue = delivery.DeliveryId },
            new NpgsqlParameter<int> { TypedValue = delivery.Tries },
            Time(now),
            new NpgsqlParameter<string> { TypedValue = answer.Result },
        },
    };

    private static NpgsqlParameter<Guid> Id(Guid value) => new() { TypedValue = value };

    private static NpgsqlParameter<DateTime> Time(DateTimeOffset time) => new() { TypedValue = time.UtcDateTime };
}
