using Npgsql;
using Tollgate.Contracts.Audit.V1;
using Tollgate.Contracts.Mapping;
using Tollgate.Metering.Ledger;
using Tollgate.ServiceDefaults.Audit;

namespace Tollgate.Metering.Audit;

/// <summary>Sums the ledger by attempt, and digests it so that it can be compared with other services' books.</summary>
internal static class LedgerBook
{
    // All entries of an attempt carry its time, so a range holds attempts whole.
    private static readonly string Query =
        $"""
        SELECT attempt_id, {UsageAmounts.SumList} FROM usage_entries
        WHERE ($1 = '' OR tenant_id = $1) AND attempt_time >= $2 AND attempt_time < $3 GROUP BY attempt_id
        """;

    public static async Task<Book> ReadAsync(
        NpgsqlTransaction transaction, AuditRange range, string currency, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(Query, transaction.Connection, transaction);
        range.AddTo(query.Parameters);
        var digest = new BookDigest();
        var total = UsageAmounts.Zero;
        var attempts = 0L;
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            var amounts = UsageAmounts.Read(rows, 1);
            digest.Add(rows.GetGuid(0), amounts.ToCounts(), amounts.CostNanos);
            total += amounts;
            attempts++;
        }

        return ToBook("metering.ledger", attempts, total, currency, digest.ToString());
    }

    public static Book ToBook(string name, long records, UsageAmounts total, string currency, string digest) => new()
    {
        Name = name,
        Records = records,
        Usage = total.ToCounts().ToUsage().ToProto(),
        CostNanos = total.CostNanos,
        Currency = currency,
        Digest = digest,
    };
}
