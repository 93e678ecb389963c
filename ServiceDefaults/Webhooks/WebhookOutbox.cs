using Npgsql;

namespace Tollgate.ServiceDefaults.Webhooks;

/// <summary>
/// Messages for endpoints: written in the transaction of the change, delivered by a worker of any replica until the endpoint answers with
/// success. A message may arrive more than once under the same id.
/// </summary>
public sealed class WebhookOutbox(TimeProvider clock)
{
    private readonly SemaphoreSlim wake = new(0, 1);

    /// <summary>Adds a message to the caller's transaction. It is sent after the commit, or never.</summary>
    /// <returns>False when the endpoint has this message already.</returns>
    public async Task<bool> AddAsync(NpgsqlTransaction transaction, Guid endpointId, WebhookMessage message, CancellationToken cancellationToken)
    {
        await using var insert = new NpgsqlCommand(
            """
            INSERT INTO webhooks.deliveries (endpoint_id, message_id, content_type, body, created_at)
            VALUES ($1, $2, $3, $4, $5) ON CONFLICT (endpoint_id, message_id) DO NOTHING
            """,
            transaction.Connection, transaction);
        insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = endpointId });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = message.MessageId });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = message.ContentType });
        insert.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = message.Body });
        insert.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = clock.GetUtcNow().UtcDateTime });
        return await insert.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>Sends what was added since a time once more, under the same ids, whether it was delivered or given up.</summary>
    /// <returns>How many messages.</returns>
    public async Task<int> ReplayAsync(NpgsqlTransaction transaction, Guid endpointId, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var update = new NpgsqlCommand(
            """
            UPDATE webhooks.deliveries SET state = 0, tries = 0, first_try_at = NULL, next_try_at = '-infinity', leased_until = '-infinity', ended_at = NULL
            WHERE endpoint_id = $1 AND created_at >= $2 AND state <> 0
            """,
            transaction.Connection, transaction);
        update.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = endpointId });
        update.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = since.UtcDateTime });
        return await update.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Forgets every message of an endpoint, for who is about to add them anew. One in flight may still arrive.</summary>
    public static async Task ClearAsync(NpgsqlTransaction transaction, Guid endpointId, CancellationToken cancellationToken)
    {
        await using var delete = new NpgsqlCommand("DELETE FROM webhooks.deliveries WHERE endpoint_id = $1", transaction.Connection, transaction);
        delete.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = endpointId });
        await delete.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Tells the worker of this process that there is something to send. Call it after the commit; forgetting it costs a poll interval.</summary>
    public void Wake()
    {
        try
        {
            wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // Already awake.
        }
    }

    internal Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => wake.WaitAsync(atMost, cancellationToken);
}
