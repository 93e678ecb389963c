using Npgsql;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Persistence;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Metering.Feed;

/// <summary>Reads pages of the feed.</summary>
internal sealed class FeedReader(NpgsqlDataSource database)
{
    private const string Places = "SELECT position, tenant_id FROM usage_feed WHERE position > $1 ORDER BY position LIMIT $2";
    // The subquery keeps the page small before the ledger is asked, whatever the planner thinks of the filter.
    private static readonly string All = Query("WHERE f.position > $1 ORDER BY f.position LIMIT $2");
    private static readonly string Tenant = Query("WHERE f.position > $1 AND f.tenant_id = $3 ORDER BY f.position LIMIT $2");
    private static readonly string Chosen = Query("WHERE f.position = ANY($1)");

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

    /// <summary>The next positions, and whose they are.</summary>
    public async Task<IReadOnlyList<FeedPlace>> ReadPlacesAsync(long after, int most, CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand(Places);
        query.Parameters.AddValue(after);
        query.Parameters.AddValue(most);
        var places = new List<FeedPlace>();
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            places.Add(new FeedPlace(rows.GetInt64(0), rows.GetString(1)));
        return places;
    }

    /// <summary>The entries at these positions.</summary>
    /// <exception cref="TollgateException">One of them is no longer in the ledger: reason <c>CURSOR_EXPIRED</c>.</exception>
    public async Task<IReadOnlyList<PlacedEntry>> ReadAsync(IEnumerable<long> positions, CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand(Chosen);
        query.Parameters.AddValue(positions.ToArray());
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
        FROM (SELECT * FROM usage_feed f {which}) f
        LEFT JOIN usage_entries e ON e.attempt_id = f.attempt_id AND e.revision = f.revision
        ORDER BY f.position
        """;
}

/// <summary>A position that was given.</summary>
/// <param name="Position">Among all entries.</param>
/// <param name="TenantId">Whose entry it is.</param>
internal readonly record struct FeedPlace(long Position, string TenantId);
