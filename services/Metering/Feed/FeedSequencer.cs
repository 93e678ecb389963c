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
            RETURNING id, attempt_ids, revisions, tenant_ids),
        numbered AS (
            SELECT n.attempt_id, n.revision, n.tenant_id, row_number() OVER all_entries AS nth,
                row_number() OVER tenants_entries AS tenants_nth, count(*) OVER (PARTITION BY n.tenant_id) AS tenants_count
            FROM taken t CROSS JOIN unnest(t.attempt_ids, t.revisions, t.tenant_ids) WITH ORDINALITY AS n (attempt_id, revision, tenant_id, place)
            WINDOW all_entries AS (ORDER BY t.id, n.place), tenants_entries AS (PARTITION BY n.tenant_id ORDER BY t.id, n.place)),
        tenants AS (
            INSERT INTO usage_feed_tenants AS k (tenant_id, last_position) SELECT tenant_id, count(*) FROM numbered GROUP BY tenant_id
            ON CONFLICT (tenant_id) DO UPDATE SET last_position = k.last_position + EXCLUDED.last_position
            RETURNING tenant_id, last_position),
        placed AS (
            INSERT INTO usage_feed (position, tenant_id, tenant_position, attempt_id, revision)
            SELECT $2 + n.nth, n.tenant_id, k.last_position - n.tenants_count + n.tenants_nth, n.attempt_id, n.revision
            FROM numbered n JOIN tenants k ON k.tenant_id = n.tenant_id COLLATE "C"
            RETURNING position)
        UPDATE usage_feed_marks SET position = (SELECT max(position) FROM placed)
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
