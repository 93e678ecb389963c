using System.Data;
using Microsoft.Extensions.Options;
using Npgsql;
using Tollgate.Contracts.Audit.V1;
using Tollgate.Metering.Ledger;
using Tollgate.ServiceDefaults;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Metering.Audit;

/// <summary>Sums the books, all at one instant: what is being written meanwhile is wholly in or wholly out.</summary>
internal sealed class DigestBooks(NpgsqlDataSource database, ServiceName service, IOptions<LedgerOptions> ledger)
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

        var hours = range.InWholeHours();
        response.Books.AddRange(await LedgerBook.ReadAsync(transaction, range, ledger.Value.Currency, cancellationToken));
        response.Books.Add(await RollupsBook.ReadAsync(transaction, hours, ledger.Value.Currency, cancellationToken));
        await Counts.AddToAsync(response.Pending, transaction, range, cancellationToken);
        await AdmissionBook.AddToAsync(response, transaction, range, ledger.Value.Currency, cancellationToken);
        response.Pending["rollup_mismatches"] = await RollupsBook.CountMismatchesAsync(transaction, hours, cancellationToken);
        if (response.Pending["rollup_mismatches"] > 0)
            response.Differences.AddRange(await RollupsBook.DifferencesAsync(transaction, hours, cancellationToken));
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
}
