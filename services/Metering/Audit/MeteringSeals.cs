using Npgsql;
using Tollgate.ServiceDefaults.Audit;
using Tollgate.ServiceDefaults.Persistence;

namespace Tollgate.Metering.Audit;

/// <summary>Metering's books as they are sealed: a day whose rollups are its ledger, and whose hold history proves what it must.</summary>
internal sealed class MeteringSeals([FromKeyedServices(DatabaseExtensions.Unhurried)] NpgsqlDataSource database) : ISealableBooks
{
    // Ids begin with their time. What is older in spite of that stays unsealed and is read.
    private const string FirstDay = "SELECT (attempt_time AT TIME ZONE 'UTC')::date FROM usage_entries ORDER BY attempt_id, revision LIMIT 1";

    public async Task<DateOnly?> FirstDayAsync(CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand(FirstDay);
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        return await rows.ReadAsync(cancellationToken) ? await rows.GetFieldValueAsync<DateOnly>(0, cancellationToken) : null;
    }

    public async Task<BookSums?> SealAsync(NpgsqlTransaction transaction, DateOnly day, CancellationToken cancellationToken)
    {
        var range = AuditRange.Of(AuditSpan.Of(day));
        var sums = new BookSums();
        await LedgerBook.AddToAsync(sums, transaction, range, cancellationToken);
        await RollupsBook.AddToAsync(sums, transaction, range, cancellationToken);
        if (await RollupsBook.CountMismatchesAsync(transaction, range, cancellationToken) > 0)
            return null;
        try
        {
            await PeriodCharges.SealAsync(transaction, day, cancellationToken);
            await HistoryRuns.SealAsync(transaction, day, cancellationToken);
            await AdmissionBook.SealAsync(transaction, day, cancellationToken);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.CheckViolation)
        {
            return null;
        }

        return sums;
    }
}
