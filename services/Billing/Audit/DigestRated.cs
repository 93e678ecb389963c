using System.Data;
using Npgsql;
using Tollgate.Contracts.Audit.V1;
using Tollgate.ServiceDefaults.Audit;
using Tollgate.ServiceDefaults.Persistence;

namespace Tollgate.Billing.Audit;

/// <summary>Sums the book and proves what must be true of it, all at one instant: rating goes on meanwhile.</summary>
internal sealed class DigestRated([FromKeyedServices(DatabaseExtensions.Unhurried)] NpgsqlDataSource database, BillingPending pending)
{
    public async Task<DigestResponse> ExecuteAsync(DigestRequest request, AuditSpan range, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var response = new DigestResponse { Service = "billing" };
        if (request.PendingOnly)
        {
            response.Pending.Add(await BillingPending.UnsettledAsync(transaction, cancellationToken));
            return response;
        }

        var spans = await AuditSpans.ReadAsync(transaction, range, request.Full, cancellationToken);
        await AddBookAsync(response, transaction, spans, request.TenantId, cancellationToken);
        if (!request.BooksOnly)
            await AddProofsAsync(response, transaction, request, cancellationToken);
        return response;
    }

    private static async Task AddBookAsync(
        DigestResponse response, NpgsqlTransaction transaction, AuditSpans spans, string tenantId, CancellationToken cancellationToken)
    {
        var sums = await SealedBooks.SumAsync(transaction, spans.Sealed, tenantId, cancellationToken);
        foreach (var span in spans.Live)
        {
            var read = await RatedBook.ReadAsync(transaction, span, tenantId, cancellationToken);
            if (span.Sealed is { } day)
                response.Differences.AddRange(await SealedBooks.CompareAsync(transaction, day, tenantId, read, cancellationToken));
            sums.Add(read);
        }

        response.Books.Add(sums.Total(RatedBook.Name).ToBook(RatedBook.Name, "USD"));
        SealedBooks.Count(response, spans);
    }

    // Of all times, whatever the range: what stands is the sum of everything.
    private async Task AddProofsAsync(DigestResponse response, NpgsqlTransaction transaction, DigestRequest request, CancellationToken cancellationToken)
    {
        var spans = await AuditSpans.ReadAsync(transaction, AuditSpan.Always, request.Full, cancellationToken);
        response.Pending.Add(await pending.CountAsync(transaction, spans, request.TenantId, cancellationToken));

        // A day is sealed when its lines are those of its usage, and broken when either is changed.
        var unbalanced = 0L;
        foreach (var span in spans.Live)
        {
            var found = await EntryDifferences.CountAsync(transaction, span, request.TenantId, cancellationToken);
            if (found > 0 && unbalanced == 0)
                response.Differences.AddRange(await EntryDifferences.ReadAsync(transaction, span, request.TenantId, cancellationToken));
            unbalanced += found;
        }

        response.Pending["unbalanced_entries"] = unbalanced;
    }
}
