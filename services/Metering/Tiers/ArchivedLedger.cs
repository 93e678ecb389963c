using System.Runtime.CompilerServices;
using Npgsql;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Audit;
using Tollgate.Metering.Ledger;
using Tollgate.ServiceDefaults.Audit;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Metering.Tiers;

/// <summary>The part of the ledger that is in files, verified as it is read.</summary>
internal sealed class ArchivedLedger(ArchiveStores stores)
{
    /// <summary>Adds the archived attempts of a range; returns the tenants some of whose entries are kept no longer.</summary>
    public async Task<IReadOnlySet<string>> AddToAsync(
        BookSums sums, NpgsqlTransaction transaction, AuditRange range, CancellationToken cancellationToken)
    {
        var files = await ArchiveManifest.FindAsync(transaction, range.TenantId, range.Start, range.End, cancellationToken);
        await AddToAsync(sums, files.Where(file => file.Tier != UsageTier.Expired), range, cancellationToken);
        return files.Where(file => file.Tier == UsageTier.Expired).Select(file => file.TenantId).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Adds the attempts in these files.</summary>
    public async Task AddToAsync(BookSums sums, IEnumerable<ArchiveFile> files, AuditRange range, CancellationToken cancellationToken)
    {
        foreach (var file in files)
        {
            await foreach (var attempt in AttemptsAsync(file, range, cancellationToken))
                LedgerBook.Add(sums, file.TenantId, attempt);
        }
    }

    /// <summary>The archived attempts of a range in the order of their ids. A day at a time is in memory.</summary>
    /// <exception cref="TollgateException">Some are kept no longer: reason <c>USAGE_EXPIRED</c>.</exception>
    public async IAsyncEnumerable<LedgerAttempt> ListAsync(
        IReadOnlyList<ArchiveFile> files, AuditRange range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ThrowIfExpired(files);
        foreach (var day in files.GroupBy(file => file.Day))
        {
            var attempts = new List<LedgerAttempt>();
            foreach (var file in day)
            {
                await foreach (var attempt in AttemptsAsync(file, range, cancellationToken))
                    attempts.Add(attempt);
            }

            foreach (var attempt in attempts.OrderBy(attempt => attempt.AttemptId))
                yield return attempt;
        }
    }

    /// <summary>The archived entries of a range, as they were.</summary>
    /// <exception cref="TollgateException">Some are kept no longer: reason <c>USAGE_EXPIRED</c>.</exception>
    public async IAsyncEnumerable<LedgerEntry> ReadAsync(
        IReadOnlyList<ArchiveFile> files, AuditRange range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ThrowIfExpired(files);
        foreach (var file in files)
        {
            await using var stream = await stores.OpenAsync(file, cancellationToken);
            await foreach (var row in UsageParquet.ReadAsync(stream, cancellationToken))
            {
                if (IsIn(range, row.Entry))
                    yield return row.Entry;
            }
        }
    }

    /// <summary>Refuses a range that cannot be read any more.</summary>
    public static void ThrowIfExpired(IReadOnlyList<ArchiveFile> files)
    {
        if (files.FirstOrDefault(file => file.Tier == UsageTier.Expired) is { } gone)
            throw TollgateException.FailedPrecondition("USAGE_EXPIRED", $"The usage of {gone.Day:yyyy-MM-dd} is kept no longer; its sums are in the books.");
    }

    // Entries of an attempt stand next to each other.
    private async IAsyncEnumerable<LedgerAttempt> AttemptsAsync(
        ArchiveFile file, AuditRange range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        LedgerAttempt? current = null;
        await foreach (var entry in ReadAsync([file], range, cancellationToken))
        {
            if (current is not null && current.AttemptId != entry.AttemptId)
            {
                yield return current;
                current = null;
            }

            current = (current ?? new LedgerAttempt(entry.AttemptId, UsageAmounts.Zero, UsageAmounts.Zero, 0)).With(entry);
        }

        if (current is not null)
            yield return current;
    }

    private static bool IsIn(AuditRange range, LedgerEntry entry) =>
        entry.Identity.AttemptTime >= range.Start && entry.Identity.AttemptTime < range.End;
}
