using Microsoft.Extensions.Options;
using Npgsql;
using Tollgate.Metering.Persistence;

namespace Tollgate.Metering.Feed;

/// <summary>
/// Gives committed entries their positions. An entry is visible here only when its transaction is over, so a position is never given to what may
/// yet be rolled back, and none is given before a smaller one is visible: both are what a sequence in the ledger itself could not promise.
/// </summary>
internal sealed class FeedSequencer(
    NpgsqlDataSource database, FeedSignal signal, IOptions<FeedOptions> options, TimeProvider clock, ILogger<FeedSequencer> logger)
    : FeedWorker(database, signal, options.Value.PollInterval, clock, logger)
{
    // Whoever holds the mark is the only one who counts, lock or no lock.
    private const string HoldMark = "SELECT position FROM usage_feed_marks WHERE name = 'sequenced' FOR UPDATE";

    private const string Sequence =
        """
        WITH taken AS (
            DELETE FROM usage_feed_pending WHERE id IN (SELECT id FROM usage_feed_pending ORDER BY id LIMIT $1)
            RETURNING id, tenant_id, attempt_ids, revisions, cardinality(attempt_ids) AS length),
        counted AS (
            SELECT *, sum(length) OVER (ORDER BY id) AS upto, sum(length) OVER (PARTITION BY tenant_id ORDER BY id) AS tenants_upto,
                sum(length) OVER (PARTITION BY tenant_id) AS tenants_length
            FROM taken),
        tenants AS (
            INSERT INTO usage_feed_tenants AS k (tenant_id, last_position) SELECT tenant_id, sum(length) FROM taken GROUP BY tenant_id
            ON CONFLICT (tenant_id) DO UPDATE SET last_position = k.last_position + EXCLUDED.last_position
            RETURNING tenant_id, last_position),
        placed AS (
            INSERT INTO usage_feed_stretches (last_position, length, tenant_id, last_tenant_position, attempt_ids, revisions)
            SELECT $2 + c.upto, c.length, c.tenant_id, k.last_position - c.tenants_length + c.tenants_upto, c.attempt_ids, c.revisions
            FROM counted c JOIN tenants k USING (tenant_id)
            RETURNING last_position)
        UPDATE usage_feed_marks SET position = (SELECT max(last_position) FROM placed)
        WHERE name = 'sequenced' AND EXISTS (SELECT FROM placed)
        """;

    protected override int Lock => 1;

    protected override string Work => "sequencing";

    public async Task<bool> SequenceAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using (var look = new NpgsqlCommand("SELECT EXISTS (SELECT FROM usage_feed_pending)", connection))
        {
            if (await look.ExecuteScalarAsync(cancellationToken) is false)
                return false;
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var hold = new NpgsqlCommand(HoldMark, connection, transaction);
        var last = (long)(await hold.ExecuteScalarAsync(cancellationToken))!;
        await using var sequence = new NpgsqlCommand(Sequence, connection, transaction);
        sequence.Parameters.AddValue(options.Value.SequenceBatch);
        sequence.Parameters.AddValue(last);
        var placed = await sequence.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return placed > 0;
    }

    protected override async Task<bool> WorkAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var placed = await SequenceAsync(connection, cancellationToken);
        if (placed)
            Signal.Raise();
        return placed;
    }
}
