using Microsoft.Extensions.Options;
using Npgsql;
using Tollgate.Metering.Feed;
using Tollgate.Metering.Persistence;

namespace Tollgate.Metering.Tiers;

/// <summary>Why a day must stay: it is not settled, sealed, told, or some work on it is not done.</summary>
internal sealed class ArchiveBlockers(NpgsqlDataSource database, IOptions<FeedOptions> feed)
{
    private const string InRange = "FROM unnest(s.attempt_ids) AS a (id) WHERE a.id >= $1 AND a.id < $2";

    private static readonly (string Reason, string Sql)[] Checks =
    [
        ("UNSETTLED", "SELECT EXISTS (SELECT FROM holds WHERE attempt_id >= $1 AND attempt_id < $2 AND status = 1)"),
        ("QUARANTINED", "SELECT EXISTS (SELECT FROM quarantine WHERE attempt_id >= $1 AND attempt_id < $2 AND released_at IS NULL)"),
        (
            "UNSEALED",
            """
            SELECT EXISTS (
                SELECT FROM (SELECT DISTINCT (attempt_time AT TIME ZONE 'UTC')::date AS day FROM usage_entries WHERE attempt_id >= $1 AND attempt_id < $2) d
                WHERE NOT EXISTS (SELECT FROM audit.sealed_days s WHERE s.day = d.day))
            """),
        ("UNFED", $"SELECT EXISTS (SELECT FROM usage_feed_pending s WHERE EXISTS (SELECT {InRange}))"),
        (
            "UNFED",
            $"""
            SELECT EXISTS (
                SELECT FROM usage_feed_subscriptions u JOIN webhooks.endpoints e USING (endpoint_id)
                JOIN usage_feed_stretches s ON s.last_position > u.position AND (e.owner = '' OR s.tenant_id = e.owner)
                WHERE e.disabled_at IS NULL AND EXISTS (SELECT {InRange}))
            """),
        (
            "RERATING",
            """
            SELECT EXISTS (SELECT FROM rerates r WHERE NOT is_done AND EXISTS (
                SELECT FROM usage_entries WHERE attempt_id >= $1 AND attempt_id < $2 AND attempt_time >= r.start_time AND attempt_time < r.end_time))
            """),
    ];

    // What nobody publishes waits for nobody.
    private const string Unpublished =
        $"""
        SELECT EXISTS (
            SELECT FROM usage_feed_stretches s WHERE s.last_position > (SELECT position FROM usage_feed_marks WHERE name = 'published')
            AND EXISTS (SELECT {InRange}))
        """;

    /// <summary>The first reason that keeps a day; null when there is none.</summary>
    public async Task<string?> FindAsync(DayPartition day, CancellationToken cancellationToken)
    {
        foreach (var (reason, sql) in Checks)
        {
            if (await HoldsAsync(sql, day, cancellationToken))
                return reason;
        }

        return feed.Value.Publish && await HoldsAsync(Unpublished, day, cancellationToken) ? "UNFED" : null;
    }

    private async Task<bool> HoldsAsync(string sql, DayPartition day, CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand(sql);
        query.Parameters.AddValue(day.From);
        query.Parameters.AddValue(day.To);
        return await query.ExecuteScalarAsync(cancellationToken) is true;
    }
}
