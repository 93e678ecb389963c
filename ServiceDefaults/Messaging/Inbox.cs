using Npgsql;

namespace Tollgate.ServiceDefaults.Messaging;

/// <summary>Remembers handled messages, for consumers that have no business key to recognise a second delivery by.</summary>
public static class Inbox
{
    /// <summary>
    /// Notes a message as handled in the caller's transaction. False when it was handled before: then do nothing. A concurrent delivery
    /// waits for this transaction to end.
    /// </summary>
    public static async Task<bool> TryBeginAsync(
        NpgsqlTransaction transaction, string consumer, Guid messageId, CancellationToken cancellationToken)
    {
        await using var insert = new NpgsqlCommand(
            "INSERT INTO messaging.inbox (consumer, message_id) VALUES ($1, $2) ON CONFLICT DO NOTHING", transaction.Connection, transaction);
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = consumer });
        insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = messageId });
        return await insert.ExecuteNonQueryAsync(cancellationToken) == 1;
    }
}
