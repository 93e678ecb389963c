using System.Runtime.CompilerServices;
using Npgsql;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Mapping;
using Tollgate.Metering.Ledger;
using Tollgate.ServiceDefaults.Audit;

namespace Tollgate.Metering.Audit;

/// <summary>
/// Sums the ledger by attempt, and digests it so that it can be compared with other services' books. It is three books: usage and its
/// corrections, which are what Inference settled; the re-rates, which are ours alone; and everything, which is what Billing rated.
/// </summary>
internal static class LedgerBook
{
    // All entries of an attempt carry its time, so a range holds attempts whole.
    private static readonly string Query =
        $"""
        SELECT attempt_id, coalesce(sum(cost_nanos) FILTER (WHERE kind = 3), 0)::bigint, count(*) FILTER (WHERE kind = 3), tenant_id, {UsageAmounts.SumList}
        FROM usage_entries WHERE ($1 = '' OR tenant_id = $1) AND attempt_time >= $2 AND attempt_time < $3 GROUP BY attempt_id, tenant_id
        """;

    /// <summary>Usage and its corrections.</summary>
    public const string Ledger = "metering.ledger";

    /// <summary>Re-rates.</summary>
    public const string Rerates = "metering.rerates";

    /// <summary>Usage, corrections and re-rates.</summary>
    public const string Recorded = "metering.recorded";

    public static async Task AddToAsync(BookSums sums, NpgsqlTransaction transaction, AuditRange range, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(Query, transaction.Connection, transaction);
        range.AddTo(query.Parameters);
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            var (attempt, rerated, all) = ReadRow(rows);
            var tenant = rows.GetString(3);
            Add(Recorded, all);
            Add(Ledger, all - rerated);
            if (rows.GetInt64(2) > 0)
                Add(Rerates, rerated);

            void Add(string book, UsageAmounts amounts) => sums[book, tenant].Add(attempt, amounts.ToCounts().ToUsage(), amounts.CostNanos);
        }
    }

    /// <summary>The attempts of <see cref="Ledger"/> or <see cref="Recorded"/>, in the order of their ids.</summary>
    public static async IAsyncEnumerable<(Guid AttemptId, UsageAmounts Total)> ListAsync(
        NpgsqlDataSource database, string book, AuditRange range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand($"{Query} ORDER BY attempt_id");
        range.AddTo(query.Parameters);
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            var (attempt, rerated, all) = ReadRow(rows);
            yield return (attempt, book == Recorded ? all : all - rerated);
        }
    }

    private static (Guid AttemptId, UsageAmounts Rerated, UsageAmounts All) ReadRow(NpgsqlDataReader rows) =>
        (rows.GetGuid(0), UsageAmounts.From(new TokenCounts(), new OriginCounts(), rows.GetInt64(1)), UsageAmounts.Read(rows, 4));
}
