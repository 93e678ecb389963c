using System.Runtime.CompilerServices;
using Npgsql;
using Tollgate.Contracts.Audit.V1;
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
        SELECT attempt_id, coalesce(sum(cost_nanos) FILTER (WHERE kind = 3), 0)::bigint, count(*) FILTER (WHERE kind = 3), {UsageAmounts.SumList}
        FROM usage_entries WHERE ($1 = '' OR tenant_id = $1) AND attempt_time >= $2 AND attempt_time < $3 GROUP BY attempt_id
        """;

    /// <summary>Usage and its corrections.</summary>
    public const string Ledger = "metering.ledger";

    /// <summary>Usage, corrections and re-rates.</summary>
    public const string Recorded = "metering.recorded";

    public static async Task<IReadOnlyList<Book>> ReadAsync(
        NpgsqlTransaction transaction, AuditRange range, string currency, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(Query, transaction.Connection, transaction);
        range.AddTo(query.Parameters);
        var (ledger, rerates, recorded) = (new Tally(), new Tally(), new Tally());
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            var (attempt, difference, all) = ReadRow(rows);
            recorded.Add(attempt, all);
            ledger.Add(attempt, all - difference);
            if (rows.GetInt64(2) > 0)
                rerates.Add(attempt, difference);
        }

        return [ledger.ToBook(Ledger, currency), rerates.ToBook("metering.rerates", currency), recorded.ToBook(Recorded, currency)];
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
        (rows.GetGuid(0), UsageAmounts.From(new TokenCounts(), new OriginCounts(), rows.GetInt64(1)), UsageAmounts.Read(rows, 3));

    public static Book ToBook(string name, long records, UsageAmounts total, string currency, string digest) => new()
    {
        Name = name,
        Records = records,
        Usage = total.ToCounts().ToUsage().ToProto(),
        CostNanos = total.CostNanos,
        Currency = currency,
        Digest = digest,
    };

    private sealed class Tally
    {
        private readonly BookDigest digest = new();
        private UsageAmounts total = UsageAmounts.Zero;
        private long attempts;

        public void Add(Guid attempt, UsageAmounts amounts)
        {
            digest.Add(attempt, amounts.ToCounts(), amounts.CostNanos);
            total += amounts;
            attempts++;
        }

        public Book ToBook(string name, string currency) => LedgerBook.ToBook(name, attempts, total, currency, digest.ToString());
    }
}
