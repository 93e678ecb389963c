using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Npgsql;
using Tollgate.Contracts.Audit.V1;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Tiers;
using Tollgate.ServiceDefaults;
using Tollgate.ServiceDefaults.Audit;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Persistence;

namespace Tollgate.Metering.Audit;

/// <summary>Sums the books, all at one instant: what is being written meanwhile is wholly in or wholly out. Sealed days are added up by their seals.</summary>
internal sealed class DigestBooks(
    [FromKeyedServices(DatabaseExtensions.Unhurried)] NpgsqlDataSource database, ArchivedLedger archived, ServiceName service, IOptions<LedgerOptions> ledger)
{
    private static readonly string[] LedgerBooks = [LedgerBook.Ledger, LedgerBook.Rerates, LedgerBook.Recorded];

    public async Task<DigestResponse> HandleAsync(DigestRequest request, CancellationToken cancellationToken)
    {
        var range = AuditRange.Read(request.TenantId, request.StartTime, request.EndTime);

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await ArchivedDays.BeginSnapshotAsync(connection, cancellationToken);
        var response = new DigestResponse { Service = service.Value };
        if (request.PendingOnly)
        {
            await Counts.AddUnsettledAsync(response.Pending, transaction, range, cancellationToken);
            return response;
        }

        var spans = await AuditSpans.ReadAsync(transaction, range.Span, request.Full, cancellationToken);
        response.Archived = await ArchiveManifest.DescribeAsync(transaction, cancellationToken);
        await AddBooksAsync(response, transaction, range, spans, cancellationToken);
        if (!request.BooksOnly)
            await AddProofsAsync(response, transaction, range, spans, request.Full, cancellationToken);
        return response;
    }

    /// <summary>The rows behind a book, also those that are archived.</summary>
    public async IAsyncEnumerable<(Guid AttemptId, UsageAmounts Total)> ListAsync(
        ListAttemptsRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var range = AuditRange.Read(request.TenantId, request.StartTime, request.EndTime);
        if (request.Book is not (LedgerBook.Ledger or LedgerBook.Recorded))
            throw TollgateException.NotFound("BOOK_NOT_FOUND", $"This service lists the books {LedgerBook.Ledger} and {LedgerBook.Recorded}.");

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await ArchivedDays.BeginSnapshotAsync(connection, cancellationToken);
        var files = await ArchiveManifest.FindAsync(transaction, range.TenantId, range.Start, range.End, cancellationToken);
        // Both are in the order of ids, and mostly one before the other.
        await using var rows = LedgerBook.ListAsync(transaction, range, cancellationToken).GetAsyncEnumerator(cancellationToken);
        var more = await rows.MoveNextAsync();
        await foreach (var attempt in archived.ListAsync(files, range, cancellationToken))
        {
            for (; more && rows.Current.AttemptId.CompareTo(attempt.AttemptId) < 0; more = await rows.MoveNextAsync())
                yield return Of(rows.Current);
            yield return Of(attempt);
        }

        for (; more; more = await rows.MoveNextAsync())
            yield return Of(rows.Current);

        (Guid, UsageAmounts) Of(LedgerAttempt attempt) => (attempt.AttemptId, request.Book == LedgerBook.Recorded ? attempt.All : attempt.Usage);
    }

    private async Task AddBooksAsync(
        DigestResponse response, NpgsqlTransaction transaction, AuditRange range, AuditSpans spans, CancellationToken cancellationToken)
    {
        var sums = await SealedBooks.SumAsync(transaction, spans.Sealed, range.TenantId, cancellationToken);
        foreach (var span in spans.Live)
        {
            var read = new BookSums();
            await LedgerBook.AddToAsync(read, transaction, range.In(span), cancellationToken);
            await RollupsBook.AddToAsync(read, transaction, range.In(span).InWholeHours(), cancellationToken);
            if (span.IsArchived)
                read = await WithArchiveAsync(read, transaction, range.In(span), span.Sealed, cancellationToken);
            if (span.Sealed is { } day)
                response.Differences.AddRange(await SealedBooks.CompareAsync(transaction, day, range.TenantId, read, cancellationToken));
            sums.Add(read);
        }

        foreach (var name in new[] { LedgerBook.Ledger, LedgerBook.Rerates, LedgerBook.Recorded, RollupsBook.Name })
            response.Books.Add(sums.Total(name).ToBook(name, ledger.Value.Currency, aggregated: name == RollupsBook.Name));
        SealedBooks.Count(response, spans);
    }

    // What has expired cannot be read any more: of a whole day its seal says what it was.
    private async Task<BookSums> WithArchiveAsync(
        BookSums read, NpgsqlTransaction transaction, AuditRange range, DateOnly? sealedDay, CancellationToken cancellationToken)
    {
        var gone = await archived.AddToAsync(read, transaction, range, cancellationToken);
        if (gone.Count == 0)
            return read;
        if (sealedDay is not { } day)
            throw TollgateException.FailedPrecondition("USAGE_EXPIRED", $"Usage between {range.Start:u} and {range.End:u} is kept no longer; ask for whole days.");
        var sums = new BookSums();
        foreach (var (book, tenant, sum) in read)
        {
            if (!gone.Contains(tenant) || !LedgerBooks.Contains(book))
                sums[book, tenant].Add(sum);
        }

        foreach (var tenant in gone)
        {
            foreach (var (book, _, sum) in await SealedBooks.SumAsync(transaction, [day], tenant, cancellationToken))
            {
                if (LedgerBooks.Contains(book))
                    sums[book, tenant].Add(sum);
            }
        }

        return sums;
    }

    private async Task AddProofsAsync(
        DigestResponse response, NpgsqlTransaction transaction, AuditRange range, AuditSpans spans, bool full, CancellationToken cancellationToken)
    {
        await Counts.AddToAsync(response.Pending, transaction, range, cancellationToken);
        await PeriodsProof.AddToAsync(response.Pending, transaction, range, full, cancellationToken);

        var admissions = await AdmissionBook.ReadAsync(transaction, range, spans, cancellationToken);
        response.Books.Add(new Book { Name = "metering.hold_changes", Records = admissions.Changes, Currency = ledger.Value.Currency });
        response.Books.Add(new Book { Name = "metering.over_limit", Records = admissions.OverLimit, Currency = ledger.Value.Currency });
        response.Pending["admission_violations"] = admissions.Violations;
        response.Pending["false_refusals"] = admissions.FalseRefusals;

        // A day is sealed when its rollups are its ledger, and broken when either is changed.
        var mismatches = 0L;
        // One that is archived cannot be broken.
        foreach (var hours in spans.Live.Where(span => !span.IsArchived).Select(span => range.In(span).InWholeHours()))
        {
            var found = await RollupsBook.CountMismatchesAsync(transaction, hours, cancellationToken);
            if (found > 0 && mismatches == 0)
                response.Differences.AddRange(await RollupsBook.DifferencesAsync(transaction, hours, cancellationToken));
            mismatches += found;
        }

        response.Pending["rollup_mismatches"] = mismatches;
    }
}
