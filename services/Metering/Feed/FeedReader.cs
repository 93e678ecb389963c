using Npgsql;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Persistence;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Metering.Feed;

/// <summary>Reads pages of the feed.</summary>
internal sealed class FeedReader(NpgsqlDataSource database)
{
    private static readonly string All = Query("");
    private static readonly string Tenant = Query("AND f.tenant_id = $3");

    /// <summary>The next entries after a position, of one tenant or (empty) all.</summary>
    /// <exception cref="TollgateException">An entry that the feed knows is no longer in the ledger: reason <c>CURSOR_EXPIRED</c>.</exception>
    public async Task<IReadOnlyList<PlacedEntry>> ReadAsync(string tenantId, long after, int most, CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand(tenantId.Length == 0 ? All : Tenant);
        query.Parameters.AddValue(after);
        query.Parameters.AddValue(most);
        if (tenantId.Length > 0)
            query.Parameters.AddValue(tenantId);
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

    // The subquery keeps the page small before the ledger is asked, whatever the planner thinks of the filter.
    private static string Query(string filter) =>
        $"""
        SELECT {LedgerRows.Columns}, f.position, f.tenant_position
        FROM (SELECT * FROM usage_feed f WHERE f.position > $1 {filter} ORDER BY f.position LIMIT $2) f
        LEFT JOIN usage_entries e ON e.attempt_id = f.attempt_id AND e.revision = f.revision
        ORDER BY f.position
        """;
}
