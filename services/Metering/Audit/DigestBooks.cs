using System.Data;
using Microsoft.Extensions.Options;
using Npgsql;
using Tollgate.Contracts.Audit.V1;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Usage;
using Tollgate.ServiceDefaults;

namespace Tollgate.Metering.Audit;

/// <summary>Sums the books, all at one instant: what is being written meanwhile is wholly in or wholly out.</summary>
internal sealed class DigestBooks(NpgsqlDataSource database, ServiceName service, IOptions<LedgerOptions> ledger)
{
    public async Task<DigestResponse> HandleAsync(DigestRequest request, CancellationToken cancellationToken)
    {
        if (request.TenantId.Length > 0)
            TenantRules.Require(request.TenantId);
        var (start, end) = HourRange.Read(request.StartTime, request.EndTime);
        var range = new AuditRange(request.TenantId, start ?? DateTimeOffset.MinValue, end ?? DateTimeOffset.MaxValue);
        var hours = range with
        {
            Start = start is { } from ? HourRange.Floor(from) : range.Start,
            End = end is { } to ? HourRange.Ceiling(to) : range.End,
        };

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var response = new DigestResponse { Service = service.Value };
        response.Books.AddRange(await LedgerBook.ReadAsync(transaction, range, ledger.Value.Currency, cancellationToken));
        response.Books.Add(await RollupsBook.ReadAsync(transaction, hours, ledger.Value.Currency, cancellationToken));
        await Counts.AddToAsync(response.Pending, transaction, range, cancellationToken);
        await AdmissionBook.AddToAsync(response, transaction, range, ledger.Value.Currency, cancellationToken);
        response.Pending["rollup_mismatches"] = await RollupsBook.CountMismatchesAsync(transaction, hours, cancellationToken);
        return response;
    }
}
