using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using MassTransit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Tollgate.ServiceDefaults.Messaging;

/// <summary>Publishes due rows of a partition, confirmed by the broker, and removes what was confirmed.</summary>
internal sealed class OutboxPublisher(IBus bus, ServiceName service, IOptions<OutboxOptions> options, ILogger<OutboxPublisher> logger)
{
    private static readonly ActivitySource Source = new("Tollgate.Outbox");

    private sealed record Row(long Id, Guid MessageId, string Type, byte[] Body, string? TraceParent, DateTime CreatedAt);

    /// <summary>Returns how many rows it found; zero means that the partition is at rest.</summary>
    internal async Task<int> PublishDueAsync(NpgsqlConnection connection, short partition, CancellationToken cancellationToken)
    {
        var rows = await ReadDueAsync(connection, partition, cancellationToken);
        if (rows.Count == 0)
            return 0;

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(options.Value.PublishTimeout);
        var results = await Task.WhenAll(rows.Select(row => PublishAsync(row, timeout.Token)));
        var sent = rows.Where((_, i) => results[i]).Select(row => row.Id).ToArray();
        var failed = rows.Where((_, i) => !results[i]).Select(row => row.Id).ToArray();

        await using var batch = new NpgsqlBatch(connection);
        if (sent.Length > 0)
            batch.BatchCommands.Add(Command("DELETE FROM messaging.outbox WHERE id = ANY($1)", sent));
        if (failed.Length > 0)
        {
            batch.BatchCommands.Add(Command(
                """
                UPDATE messaging.outbox
                SET tries = tries + 1, next_try_at = clock_timestamp() + least(interval '100 milliseconds' * power(2, least(tries, 8)), interval '15 seconds')
                WHERE id = ANY($1)
                """,
                failed));
        }

        await batch.ExecuteNonQueryAsync(CancellationToken.None);
        return rows.Count;
    }

    private static NpgsqlBatchCommand Command(string sql, long[] ids) =>
        new(sql) { Parameters = { new NpgsqlParameter<long[]> { TypedValue = ids } } };

    private async Task<List<Row>> ReadDueAsync(NpgsqlConnection connection, short partition, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(
            """
            SELECT id, message_id, message_type, body, traceparent, created_at FROM messaging.outbox
            WHERE partition = $1 AND next_try_at <= clock_timestamp() ORDER BY id LIMIT $2
            """,
            connection);
        query.Parameters.Add(new NpgsqlParameter<short> { TypedValue = partition });
        query.Parameters.Add(new NpgsqlParameter<int> { TypedValue = options.Value.BatchSize });
        var rows = new List<Row>();
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new Row(
                reader.GetInt64(0), reader.GetGuid(1), reader.GetString(2), reader.GetFieldValue<byte[]>(3),
                await reader.IsDBNullAsync(4, cancellationToken) ? null : reader.GetString(4), reader.GetDateTime(5)));
        }

        return rows;
    }

    private async Task<bool> PublishAsync(Row row, CancellationToken cancellationToken)
    {
        // The span continues the trace of the change, not of whatever woke the relay.
        ActivityContext.TryParse(row.TraceParent, null, out var parent);
        using var activity = parent == default ? null : Source.StartActivity($"publish {row.Type}", ActivityKind.Producer, parent);
        try
        {
            var type = MessageTypes.TypeOf(row.Type);
            // The bus addresses by the message's type; what it sends is the stored body.
            var addressed = RuntimeHelpers.GetUninitializedObject(type);
            await bus.Publish(addressed, type, Pipe.Execute<PublishContext>(context => Describe(context, row, type)), cancellationToken);
            return true;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            OutboxLog.NotPublished(logger, row.Type, row.MessageId, error);
            activity?.SetStatus(ActivityStatusCode.Error);
            return false;
        }
    }

    private void Describe(PublishContext context, Row row, Type type)
    {
        context.MessageId = row.MessageId;
        context.Serializer = new StoredMessage(row.Body);
        context.Mandatory = MessageTypes.IsMandatory(type);
        // The CloudEvents AMQP binding, binary mode: the body is the event's data, these headers are its envelope.
        context.Headers.Set("cloudEvents_specversion", "1.0");
        context.Headers.Set("cloudEvents_id", row.MessageId.ToString("D", CultureInfo.InvariantCulture));
        context.Headers.Set("cloudEvents_type", row.Type);
        context.Headers.Set("cloudEvents_source", $"/tollgate/{service.Value}");
        context.Headers.Set("cloudEvents_time", row.CreatedAt.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture));
        if (row.TraceParent is not null)
            context.Headers.Set("cloudEvents_traceparent", row.TraceParent);
    }
}
