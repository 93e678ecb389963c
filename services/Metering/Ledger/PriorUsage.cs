using Npgsql;
using Tollgate.Metering.Persistence;

namespace Tollgate.Metering.Ledger;

/// <summary>Identity and total of attempts that have entries, kept up while a batch adds more.</summary>
internal sealed class PriorUsage
{
    private static readonly string Query =
        $"""
        SELECT {LedgerRows.Columns} FROM usage_entries e
        WHERE e.attempt_id = ANY($1) AND e.attempt_id BETWEEN $2 AND $3 ORDER BY e.attempt_id, e.revision
        """;

    private readonly Dictionary<Guid, (AttemptIdentity Identity, UsageAmounts Total)> attempts = [];

    /// <summary>Reads the entries of attempts that may be corrected. Their rows are locked, so no entry is being added elsewhere.</summary>
    public static async Task<PriorUsage> ReadAsync(
        NpgsqlTransaction transaction, IReadOnlyCollection<Guid> attemptIds, CancellationToken cancellationToken)
    {
        var prior = new PriorUsage();
        if (attemptIds.Count == 0)
            return prior;

        await using var query = new NpgsqlCommand(Query, transaction.Connection, transaction);
        query.Parameters.AddValue(attemptIds.ToArray());
        query.Parameters.AddValue(attemptIds.Min());
        query.Parameters.AddValue(attemptIds.Max());
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            var entry = LedgerRows.Read(rows);
            prior.Add(entry.AttemptId, entry.Identity, entry.Amounts);
        }

        return prior;
    }

    public (AttemptIdentity Identity, UsageAmounts Total) Of(Guid attemptId) => attempts[attemptId];

    public void Add(Guid attemptId, AttemptIdentity identity, UsageAmounts amounts) =>
        attempts[attemptId] = attempts.TryGetValue(attemptId, out var known) ? (known.Identity, known.Total + amounts) : (identity, amounts);
}
