using Npgsql;
using Tollgate.Inference.Attempts;
using Tollgate.Inference.Persistence;

namespace Tollgate.Inference.Recovery;

/// <summary>Finds unresolved attempts that nobody living answers for, and makes this replica answer for them.</summary>
internal sealed class OrphanStore(NpgsqlDataSource database)
{
    private const string TakeOver = $"""
        WITH orphans AS (
            SELECT a.attempt_id AS id
            FROM attempts a
            LEFT JOIN owners o ON o.owner = a.owner AND o.epoch = a.epoch AND o.lease_until > clock_timestamp()
            WHERE (a.state = 1 OR a.unconfirmed)
              AND (o.owner IS NULL OR (a.owner = $1 AND a.epoch = $2 AND a.attempt_id <> ALL ($3) AND a.start_time < $5))
            ORDER BY a.attempt_id
            LIMIT $4
            FOR UPDATE OF a SKIP LOCKED)
        UPDATE attempts SET owner = $1, epoch = $2 FROM orphans WHERE attempt_id = orphans.id
        RETURNING {AttemptColumns.Intent}, state, start_by, deadline, outcome, failure_reason, response_model, end_time
        """;

    /// <summary>
    /// Takes attempts over. What <paramref name="inHand"/> names is already being worked on here; of our own, only what began before
    /// <paramref name="inHandSince"/> can be judged by that list.
    /// </summary>
    public async Task<IReadOnlyList<Orphan>> TakeOverAsync(
        OwnerEpoch self, IReadOnlyCollection<Guid> inHand, DateTimeOffset inHandSince, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(TakeOver);
        command.Parameters.AddValue(self.Owner);
        command.Parameters.AddValue(self.Epoch);
        command.Parameters.AddValue(inHand.ToArray());
        command.Parameters.AddValue(limit);
        command.Parameters.AddValue(inHandSince.UtcDateTime);

        var orphans = new List<Orphan>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            orphans.Add(Orphan.Read(reader));
        return orphans;
    }

    /// <summary>The database's clock, by which limits of attempts were set.</summary>
    public async Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT clock_timestamp()");
        return new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(cancellationToken))!, TimeSpan.Zero);
    }

    /// <summary>Stops asking about a settled attempt: its amount stands as it is.</summary>
    public async Task StopAskingAsync(Guid attemptId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("UPDATE attempts SET unconfirmed = false WHERE attempt_id = $1 AND state = 2");
        command.Parameters.AddValue(attemptId);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
