using System.Data;
using Npgsql;
using Tollgate.Contracts.Audit.V1;
using Tollgate.ServiceDefaults;
using Tollgate.ServiceDefaults.Audit;
using Tollgate.ServiceDefaults.Persistence;

namespace Tollgate.Inference.Audit;

/// <summary>Sums the settled attempts of a span of time: sealed days by their seals, the rest by reading it.</summary>
internal sealed class DigestAttempts([FromKeyedServices(DatabaseExtensions.Unhurried)] NpgsqlDataSource database, ServiceName self)
{
    private const string Currency = "USD";

    private const string Pending = """
        SELECT
            (SELECT count(*) FROM attempts WHERE state = 1),
            (SELECT count(*) FROM attempts WHERE unconfirmed),
            (SELECT count(*) FROM messaging.outbox)
        """;

    public async Task<DigestResponse> HandleAsync(DigestRequest request, AuditSpan range, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        // One snapshot: a book with nothing pending is then a book that was complete when it was summed.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var response = new DigestResponse { Service = self.Value };
        if (!request.PendingOnly)
            await AddBookAsync(response, transaction, range, request, cancellationToken);
        if (!request.BooksOnly)
            await AddPendingAsync(response, transaction, cancellationToken);
        return response;
    }

    private static async Task AddBookAsync(
        DigestResponse response, NpgsqlTransaction transaction, AuditSpan range, DigestRequest request, CancellationToken cancellationToken)
    {
        var spans = await AuditSpans.ReadAsync(transaction, range, request.Full, cancellationToken);
        var sums = await SealedBooks.SumAsync(transaction, spans.Sealed, request.TenantId, cancellationToken);
        foreach (var span in spans.Live)
        {
            var read = await AttemptsBook.ReadAsync(transaction, span, request.TenantId, cancellationToken);
            if (span.Sealed is { } day)
                response.Differences.AddRange(await SealedBooks.CompareAsync(transaction, day, request.TenantId, read, cancellationToken));
            sums.Add(read);
        }

        response.Books.Add(sums.Total(AttemptsBook.Name).ToBook(AttemptsBook.Name, Currency));
        SealedBooks.Count(response, spans);
    }

    // What is still under way.
    private static async Task AddPendingAsync(DigestResponse response, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Pending, transaction.Connection, transaction);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        response.Pending["open_intents"] = reader.GetInt64(0);
        response.Pending["unconfirmed_usage"] = reader.GetInt64(1);
        response.Pending["outbox"] = reader.GetInt64(2);
    }
}
