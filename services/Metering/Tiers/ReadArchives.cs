using System.Data;
using System.Runtime.CompilerServices;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Options;
using Npgsql;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Audit;
using Tollgate.Metering.Budgets;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Persistence;
using Tollgate.Metering.Usage;

namespace Tollgate.Metering.Tiers;

/// <summary>What is archived, and what it says.</summary>
internal sealed class ReadArchives(NpgsqlDataSource database, ArchivedLedger archived, IOptions<LedgerOptions> ledger)
{
    private const string Select =
        """
        SELECT f.day, f.tenant_id, f.tier, f.entries, f.cost_nanos::bigint, f.bytes, f.sha256, a.state = 2, f.stored_at
        FROM usage_archive_files f JOIN usage_archives a USING (day) WHERE ($1 = '' OR f.tenant_id = $1) ORDER BY f.day, f.tenant_id
        """;

    public async Task<ListArchivesResponse> ListAsync(ListArchivesRequest request, CancellationToken cancellationToken)
    {
        if (request.TenantId.Length > 0)
            TenantRules.Require(request.TenantId);
        await using var query = database.CreateCommand(Select);
        query.Parameters.AddValue(request.TenantId);
        var response = new ListArchivesResponse();
        await using var row = await query.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            response.Archives.Add(new UsageArchive
            {
                Day = Timestamp.FromDateTime(DateTime.SpecifyKind(row.GetDateTime(0), DateTimeKind.Utc)),
                TenantId = row.GetString(1),
                Tier = (UsageTier)row.GetInt16(2),
                Entries = row.GetInt64(3),
                Cost = new Money { Currency = ledger.Value.Currency, Nanos = row.GetInt64(4) },
                Bytes = row.GetInt64(5),
                Sha256 = row.GetString(6),
                Dropped = row.GetBoolean(7),
                StoreTime = BudgetRows.ReadTime(row, 8).ToTimestamp(),
            });
        }

        return response;
    }

    public async IAsyncEnumerable<UsageEntry> ReadAsync(ReadArchivedUsageRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        TenantRules.Require(request.TenantId);
        var range = AuditRange.Read(request.TenantId, request.StartTime, request.EndTime);
        IReadOnlyList<ArchiveFile> files;
        await using (var connection = await database.OpenConnectionAsync(cancellationToken))
        {
            await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
            files = await ArchiveManifest.FindAsync(transaction, range.TenantId, range.Start, range.End, cancellationToken);
        }

        await foreach (var entry in archived.ReadAsync(files, range, cancellationToken))
            yield return entry.ToProto();
    }
}
