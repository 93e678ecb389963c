using System.Data;
using Microsoft.Extensions.Options;
using Npgsql;
using Tollgate.Contracts.Audit.V1;
using Tollgate.Metering.Ledger;
using Tollgate.ServiceDefaults;
using Tollgate.ServiceDefaults.Audit;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Persistence;

namespace Tollgate.Metering.Audit;

/// <summary>Sums the books, all at one instant: what is being written meanwhile is wholly in or wholly out. Sealed days are added up by their seals.</summary>
internal sealed class DigestBooks([FromKeyedServices(DatabaseExtensions.Unhurried)] NpgsqlDataSource database, ServiceName service, IOptions<LedgerOptions> ledger)
{
    public async Task<DigestResponse> HandleAsync(DigestRequest request, CancellationToken cancellationToken)
    {
        var range = AuditRange.Read(request.TenantId, request.StartTime, request.EndTime);

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var response = new DigestResponse { Service = service.Value };
        if (request.PendingOnly)
        {
            await Counts.AddUnsettledAsync(response.Pending, transaction, range, cancellationToken);
            return response;
        }

        var spans = await AuditSpans.ReadAsync(transaction, range.Span, request.Full, cancellationToken);
        await AddBooksAsync(response, transaction, range, spans, cancellationToken);
        if (!request.BooksOnly)
            await AddProofsAsync(response, transaction, range, spans, request.Full, cancellationToken);
        return response;
    }

    /// <summary>The rows behind a book.</summary>
    public IAsyncEnumerable<(Guid AttemptId, UsageAmounts Total)> ListAsync(ListAttemptsRequest request, CancellationToken cancellationToken)
    {
        var range = AuditRange.Read(request.TenantId, request.StartTime, request.EndTime);
        return request.Book is LedgerBook.Ledger or LedgerBook.Recorded
            ? LedgerBook.ListAsync(database, request.Book, range, cancellationToken)
            : throw TollgateException.NotFound("BOOK_NOT_FOUND", $"This service lists the books {LedgerBook.Ledger} and {LedgerBook.Recorded}.");
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
            if (span.Sealed is { } day)
                response.Differences.AddRange(await SealedBooks.CompareAsync(transaction, day, range.TenantId, read, cancellationToken));
            sums.Add(read);
        }

        foreach (var name in new[] { LedgerBook.Ledger, LedgerBook.Rerates, LedgerBook.Recorded, RollupsBook.Name })
            response.Books.Add(sums.Total(name).ToBook(name, ledger.Value.Currency, aggregated: name == RollupsBook.Name));
        SealedBooks.Count(response, spans);
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
        foreach (var hours in spans.Live.Select(span => range.In(span).InWholeHours()))
        {
            var found = await RollupsBook.CountMismatchesAsync(transaction, hours, cancellationToken);
            if (found > 0 && mismatches == 0)
                response.Differences.AddRange(await RollupsBook.DifferencesAsync(transaction, hours, cancellationToken));
            mismatches += found;
        }

        response.Pending["rollup_mismatches"] = mismatches;
    }
}
