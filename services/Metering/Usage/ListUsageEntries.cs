using Npgsql;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Persistence;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Metering.Usage;

/// <summary>Pages through a tenant's entries in the order they were recorded.</summary>
internal sealed class ListUsageEntries(NpgsqlDataSource database)
{
    private const int DefaultPageSize = 100;
    private const int MaxPageSize = 1000;

    private static readonly string Query =
        $"""
        SELECT {LedgerRows.Columns} FROM usage_entries e
        WHERE e.tenant_id = $1 AND (e.record_time, e.attempt_id, e.revision) > ($2, $3, $4)
        ORDER BY e.record_time, e.attempt_id, e.revision LIMIT $5
        """;

    public async Task<ListUsageEntriesResponse> HandleAsync(ListUsageEntriesRequest request, CancellationToken cancellationToken)
    {
        TenantRules.Require(request.TenantId);
        var rules = new Validation();
        rules.Require(request.PageSize is >= 0 and <= MaxPageSize, "page_size", "must be 1 to 1,000");
        rules.ThrowIfInvalid();
        var size = request.PageSize == 0 ? DefaultPageSize : request.PageSize;
        var after = PageToken.Parse(request.PageToken, request.TenantId) ?? new PageToken("", DateTimeOffset.MinValue, Guid.Empty, 0);

        await using var query = database.CreateCommand(Query);
        query.Parameters.AddValue(request.TenantId);
        query.Parameters.AddTime(after.RecordTime);
        query.Parameters.AddValue(after.AttemptId);
        query.Parameters.AddValue(after.Revision);
        query.Parameters.AddValue(size + 1);
        var entries = new List<LedgerEntry>(size + 1);
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            entries.Add(LedgerRows.Read(rows));

        var response = new ListUsageEntriesResponse();
        response.Entries.AddRange(entries.Take(size).Select(entry => entry.ToProto()));
        if (entries.Count > size)
            response.NextPageToken = PageToken.After(entries[size - 1]).ToString();
        return response;
    }
}
