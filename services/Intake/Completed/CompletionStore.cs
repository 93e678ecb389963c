using System.Diagnostics;
using Npgsql;
using Tollgate.Intake.Idempotency;
using Tollgate.ServiceDefaults.Messaging;

namespace Tollgate.Intake.Completed;

/// <summary>Commits a group of ended requests: their events, their idempotency keys and our own counts, all or nothing.</summary>
internal sealed class CompletionStore(NpgsqlDataSource database, Outbox outbox, ClaimStore claims)
{
    public async Task WriteAsync(IReadOnlyList<EndedRequest> group, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);

        // One round trip for the whole group, whatever its size.
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var ended in group)
        {
            // Current while the row is written, because the outbox keeps the trace it finds there.
            using var span = IntakeTracing.Source.StartActivity("record request", ActivityKind.Internal, ended.Trace);
            batch.BatchCommands.Add(outbox.InsertOf(ended.Event.EventId, ended.Event));
        }

        if (claims.FinishCommand([.. group.Select(ended => ended.Claim).OfType<ClaimResult>()]) is { } finish)
            batch.BatchCommands.Add(finish);
        foreach (var count in RequestCounts.Commands(group))
            batch.BatchCommands.Add(count);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
    }
}
