using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace Tollgate.ServiceDefaults.Messaging;

/// <summary>
/// Messages that must follow a database change: written in its transaction, published by a relay until the broker has them.
/// A message may arrive more than once, and in any order; never not at all.
/// </summary>
public sealed class Outbox(IOptions<OutboxOptions> options)
{
    private readonly SemaphoreSlim wake = new(0, 1);

    /// <summary>Adds a message to the caller's transaction. It is sent after the commit, or never.</summary>
    /// <param name="transaction">The transaction of the change.</param>
    /// <param name="messageId">Id of the message; the same fact must have the same id.</param>
    /// <param name="message">An event with a <c>[WireName]</c>.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    public async Task AddAsync<T>(NpgsqlTransaction transaction, Guid messageId, T message, CancellationToken cancellationToken)
        where T : class
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction) { BatchCommands = { InsertOf(messageId, message) } };
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>
    /// The command that <see cref="AddAsync{T}"/> runs, for who commits many messages and sends its commands together. It belongs in a
    /// batch of the change's transaction; the trace it keeps is the one that is current now.
    /// </summary>
    public NpgsqlBatchCommand InsertOf<T>(Guid messageId, T message)
        where T : class => new("INSERT INTO messaging.outbox (partition, message_id, message_type, body, traceparent) VALUES ($1, $2, $3, $4, $5)")
    {
        Parameters =
        {
            new NpgsqlParameter<short> { TypedValue = PartitionOf(messageId) },
            new NpgsqlParameter<Guid> { TypedValue = messageId },
            new NpgsqlParameter<string> { TypedValue = MessageTypes.NameOf(typeof(T)) },
            new NpgsqlParameter<byte[]> { TypedValue = JsonSerializer.SerializeToUtf8Bytes(message, MessageJson.Compact) },
            new NpgsqlParameter { Value = (object?)Activity.Current?.Id ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
        },
    };

    /// <summary>Tells the relay of this process that there is something to send. Call it after the commit; forgetting it costs a poll interval.</summary>
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

    private short PartitionOf(Guid messageId) => (short)((uint)messageId.GetHashCode() % options.Value.Partitions);
}
