using Npgsql;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Persistence;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Metering.Feed;

/// <summary>Reads pages of the feed.</summary>
internal sealed class FeedReader(NpgsqlDataSource database)
{
    // Positions have no gaps, so how many entries a stretch of them has need not be counted.
    private const string Stretches =
        """
        SELECT last_position, greatest(last_position - length, $1) + 1, tenant_id FROM usage_feed_stretches
        WHERE last_position > $1 AND last_position - length < $1 + $2 ORDER BY last_position LIMIT $2
        """;

    // The subquery keeps the page small before the ledger is asked, whatever the planner thinks of the filter.
    private static readonly string All = Query("f WHERE f.stretch > $1 AND f.position > $1 ORDER BY f.stretch, f.position LIMIT $2");
    private static readonly string Tenant =
        Query("f WHERE f.tenant_id = $3 AND f.stretch > $1 AND f.position > $1 ORDER BY f.stretch, f.position LIMIT $2");
    private static readonly string Chosen =
        Query("f JOIN unnest($1, $2, $3) AS c (stretch, first, last) ON f.stretch = c.stretch AND f.position BETWEEN c.first AND c.last");

    /// <summary>The next entries after a position, of one tenant or (empty) all.</summary>
    /// <exception cref="TollgateException">An entry that the feed knows is no longer in the ledger: reason <c>CURSOR_EXPIRED</c>.</exception>
    public async Task<IReadOnlyList<PlacedEntry>> ReadAsync(string tenantId, long after, int most, CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand(tenantId.Length == 0 ? All : Tenant);
        query.Parameters.AddValue(after);
        query.Parameters.AddValue(most);
        if (tenantId.Length > 0)
            query.Parameters.AddValue(tenantId);
        return await ReadAsync(query, cancellationToken);
    }

    /// <summary>The next stretches, of about so many entries, and whose they are.</summary>
    public async Task<IReadOnlyList<FeedStretch>> ReadStretchesAsync(long after, int most, CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand(Stretches);
        query.Parameters.AddValue(after);
        query.Parameters.AddValue(most);
        var stretches = new List<FeedStretch>();
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            stretches.Add(new FeedStretch(rows.GetInt64(0), rows.GetInt64(1), rows.GetInt64(0), rows.GetString(2)));
        return stretches;
    }

    /// <summary>The entries of these stretches.</summary>
    /// <exception cref="TollgateException">One of them is no longer in the ledger: reason <c>CURSOR_EXPIRED</c>.</exception>
    public async Task<IReadOnlyList<PlacedEntry>> ReadAsync(IReadOnlyCollection<FeedStretch> stretches, CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand(Chosen);
        query.Parameters.AddValue(stretches.Select(stretch => stretch.Id).ToArray());
        query.Parameters.AddValue(stretches.Select(stretch => stretch.First).ToArray());
        query.Parameters.AddValue(stretches.Select(stretch => stretch.Last).ToArray());
        return await ReadAsync(query, cancellationToken);
    }

    private static async Task<IReadOnlyList<PlacedEntry>> ReadAsync(NpgsqlCommand query, CancellationToken cancellationToken)
    {
        var entries = new List<PlacedEntry>();
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        var place = LedgerRows.ColumnCount;
        while (await rows.ReadAsync(cancellationToken))
        {
            if (await rows.IsDBNullAsync(0, cancellationToken))
            {
                throw TollgateException.FailedPrecondition(
                    "CURSOR_EXPIRED", $"The entry at position {rows.GetInt64(place)} is no longer kept; begin after the retention's end.");
            }

            entries.Add(new PlacedEntry(rows.GetInt64(place), rows.GetInt64(place + 1), LedgerRows.Read(rows)));
        }

        return entries;
    }

    private static string Query(string which) =>
        $"""
        SELECT {LedgerRows.Columns}, f.position, f.tenant_position
        FROM (SELECT f.* FROM usage_feed {which}) f
        LEFT JOIN usage_entries e ON e.attempt_id = f.attempt_id AND e.revision = f.revision
        ORDER BY f.position
        """;
}
