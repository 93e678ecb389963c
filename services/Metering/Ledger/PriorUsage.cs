using Npgsql;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Persistence;

namespace Tollgate.Metering.Ledger;

/// <summary>What the ledger knows of attempts that have entries, kept up while a batch adds more.</summary>
internal sealed class PriorUsage
{
    private static readonly string Query =
        $"""
        SELECT {LedgerRows.Columns} FROM usage_entries e
        WHERE e.attempt_id = ANY($1) AND e.attempt_id BETWEEN $2 AND $3 ORDER BY e.attempt_id, e.revision
        """;

    private readonly Dictionary<Guid, KnownUsage> attempts = [];

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
            prior.Add(LedgerRows.Read(rows));
        return prior;
    }

    public KnownUsage Of(Guid attemptId) => attempts[attemptId];

    /// <summary>Versions that the attempts are priced by now.</summary>
    public IReadOnlyCollection<string> PriceVersions() => [.. attempts.Values.Select(known => known.PriceVersion).Distinct()];

    /// <summary>Versions that attempts were priced by anew.</summary>
    public IReadOnlyCollection<string> RerateVersions() =>
        [.. attempts.Values.Where(known => known.IsRerated).Select(known => known.PriceVersion).Distinct()];

    public void Add(LedgerEntry entry) => attempts[entry.AttemptId] = attempts.TryGetValue(entry.AttemptId, out var known)
        ? known.With(entry)
        : new KnownUsage(entry.Identity, entry.Amounts, 0, entry.Revision, entry.Outcome, (short)entry.Rank, entry.PriceVersion, IsRerated: false);
}

/// <summary>An attempt's entries, added up.</summary>
/// <param name="Identity">As its first entry says.</param>
/// <param name="Total">Usage and its cost as Inference priced it: without the re-rates.</param>
/// <param name="RepricedNanos">What the re-rates add to the cost.</param>
/// <param name="Revision">The last entry about usage: what a correction or a re-rate corrects.</param>
/// <param name="Outcome">As that entry says.</param>
/// <param name="Rank">How well the usage is known.</param>
/// <param name="PriceVersion">What it is priced by now.</param>
/// <param name="IsRerated">The last word on its price was a re-rate's.</param>
internal sealed record KnownUsage(
    AttemptIdentity Identity, UsageAmounts Total, long RepricedNanos, int Revision, AttemptOutcome Outcome, short Rank, string PriceVersion, bool IsRerated)
{
    public KnownUsage With(LedgerEntry entry) => entry.Kind is UsageEntryKind.Rerate
        ? this with { RepricedNanos = checked(RepricedNanos + entry.Amounts.CostNanos), PriceVersion = entry.PriceVersion, IsRerated = true }
        : this with
        {
            Total = Total + entry.Amounts,
            Revision = entry.Revision,
            Outcome = entry.Outcome,
            Rank = (short)entry.Rank,
            // The price that a re-rate put in force stays: the correction is priced by it too.
            PriceVersion = IsRerated ? PriceVersion : entry.PriceVersion,
        };
}
