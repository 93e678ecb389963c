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

        foreach (var ended in group)
        {
            // Current while the row is written, because the outbox keeps the trace it finds there.
            using var span = IntakeTracing.Source.StartActivity("record request", ActivityKind.Internal, ended.Trace);
            await outbox.AddAsync(transaction, ended.Event.EventId, ended.Event, cancellationToken);
        }

        await claims.FinishAsync(transaction, [.. group.Select(ended => ended.Claim).OfType<ClaimResult>()], cancellationToken);
        await RequestCounts.AddAsync(transaction, group, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
    }
}
