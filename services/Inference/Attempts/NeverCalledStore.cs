using Npgsql;
using Tollgate.Inference.Persistence;

namespace Tollgate.Inference.Attempts;

/// <summary>Notes that attempts ended before the provider was called, so that nothing is owed for them.</summary>
internal sealed class NeverCalledStore(NpgsqlDataSource database)
{
    private const string Update = """
        UPDATE attempts a SET state = 3, failure_reason = n.reason, end_time = clock_timestamp()
        FROM unnest($1, $2, $3, $4) AS n (attempt_id, owner, epoch, reason)
        WHERE a.attempt_id = n.attempt_id AND a.state = 1 AND a.owner = n.owner AND a.epoch = n.epoch
        """;

    public async Task<IReadOnlyList<bool>> MarkAsync(IReadOnlyList<(AttemptIntent Intent, string Reason)> batch, CancellationToken cancellationToken)
    {
        await using var update = database.CreateCommand(Update);
        update.Parameters.AddColumn(batch, item => item.Intent.AttemptId);
        update.Parameters.AddColumn(batch, item => item.Intent.Owner.Owner);
        update.Parameters.AddColumn(batch, item => item.Intent.Owner.Epoch);
        update.Parameters.AddColumn(batch, item => item.Reason);
        await update.ExecuteNonQueryAsync(cancellationToken);
        return new bool[batch.Count];
    }
}
