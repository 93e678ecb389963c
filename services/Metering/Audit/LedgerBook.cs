using System.Runtime.CompilerServices;
using Npgsql;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Mapping;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Persistence;
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
        FROM usage_entries WHERE ($1 = '' OR tenant_id = $1) AND attempt_time >= $2 AND attempt_time < $3
        """;

    private const string ByAttempt = " GROUP BY attempt_id, tenant_id";

    /// <summary>Usage and its corrections.</summary>
    public const string Ledger = "metering.ledger";

    /// <summary>Re-rates.</summary>
    public const string Rerates = "metering.rerates";

    /// <summary>Usage, corrections and re-rates.</summary>
    public const string Recorded = "metering.recorded";

    /// <summary>Adds the attempts of a range that are in the database, or those of them outside a partition.</summary>
    public static async Task AddToAsync(
        BookSums sums, NpgsqlTransaction transaction, AuditRange range, CancellationToken cancellationToken, DayPartition? without = null)
    {
        var outside = without is null ? "" : " AND NOT (attempt_id >= $4 AND attempt_id < $5)";
        await using var query = new NpgsqlCommand(Query + outside + ByAttempt, transaction.Connection, transaction);
        range.AddTo(query.Parameters);
        if (without is { } partition)
        {
            query.Parameters.AddValue(partition.From);
            query.Parameters.AddValue(partition.To);
        }

        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            Add(sums, rows.GetString(3), ReadRow(rows));
    }

    /// <summary>Adds an attempt to the books that it is in.</summary>
    public static void Add(BookSums sums, string tenantId, LedgerAttempt attempt)
    {
        Add(Recorded, attempt.All);
        Add(Ledger, attempt.Usage);
        if (attempt.Rerates > 0)
            Add(Rerates, attempt.Rerated);

        void Add(string book, UsageAmounts amounts) => sums[book, tenantId].Add(attempt.AttemptId, amounts.ToCounts().ToUsage(), amounts.CostNanos);
    }

    /// <summary>The attempts of a range that are in the database, in the order of their ids.</summary>
    public static async IAsyncEnumerable<LedgerAttempt> ListAsync(
        NpgsqlTransaction transaction, AuditRange range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand($"{Query}{ByAttempt} ORDER BY attempt_id", transaction.Connection, transaction);
        range.AddTo(query.Parameters);
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            yield return ReadRow(rows);
    }

    private static LedgerAttempt ReadRow(NpgsqlDataReader rows) => new(
        rows.GetGuid(0), UsageAmounts.Read(rows, 4), UsageAmounts.From(new TokenCounts(), new OriginCounts(), rows.GetInt64(1)), rows.GetInt64(2));
}

/// <summary>An attempt with its total over all revisions.</summary>
/// <param name="AttemptId">The attempt.</param>
/// <param name="All">Usage, corrections and re-rates.</param>
/// <param name="Rerated">What re-rates have added.</param>
/// <param name="Rerates">Number of re-rates.</param>
internal sealed record LedgerAttempt(Guid AttemptId, UsageAmounts All, UsageAmounts Rerated, long Rerates)
{
    /// <summary>What Inference settled.</summary>
    public UsageAmounts Usage => All - Rerated;

    public LedgerAttempt With(LedgerEntry entry) => entry.Kind is UsageEntryKind.Rerate
        ? this with { All = All + entry.Amounts, Rerated = Rerated + entry.Amounts, Rerates = Rerates + 1 }
        : this with { All = All + entry.Amounts };
}
