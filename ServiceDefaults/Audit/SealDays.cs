using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Tollgate.ServiceDefaults.Persistence;

namespace Tollgate.ServiceDefaults.Audit;

/// <summary>
/// Seals finished days, each in one transaction that nobody who changes the day can overlap: a seal is there with everything it says, or not
/// at all. Any number of replicas may try.
/// </summary>
public sealed class SealDays(
    [FromKeyedServices(DatabaseExtensions.Unhurried)] NpgsqlDataSource database, ISealableBooks books, IOptions<SealOptions> options, ILogger<SealDays> logger)
{
    // Days. What is older, if anything is, is read by every audit.
    private const int LongestLedger = 3660;

    private const string Finished =
        """
        WITH last AS (SELECT ((clock_timestamp() - $2) AT TIME ZONE 'UTC')::date - 1 AS day)
        SELECT d.day FROM last CROSS JOIN LATERAL (SELECT last.day - n AS day FROM generate_series(0, least(last.day - $1, $3)) AS n) d
        WHERE NOT EXISTS (SELECT FROM audit.sealed_days s WHERE s.day = d.day) ORDER BY d.day
        """;

    // Only tried, never waited for: whoever changes the day may go on, and nobody can wait for us in a circle.
    private const string Lock = "SELECT pg_try_advisory_xact_lock(7205, $1 - date '2000-01-01')";

    // A transaction that began before the day was over changes it without our lock (the triggers ask now()). There is none of them left.
    private const string Claim =
        """
        INSERT INTO audit.sealed_days (day)
        SELECT $1 WHERE clock_timestamp() >= $2 + $3 AND NOT EXISTS (
            SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start < $2)
        ON CONFLICT DO NOTHING RETURNING true
        """;

    /// <summary>Seals every finished day that is not sealed and agrees; returns how many.</summary>
    public async Task<int> SealFinishedAsync(CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var day in await FinishedAsync(cancellationToken))
        {
            try
            {
                count += await TrySealAsync(day, cancellationToken) ? 1 : 0;
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // What is wrong with one day is no reason to leave the others.
                SealLog.Interrupted(logger, day, error);
            }
        }

        return count;
    }

    /// <summary>Seals a day. False when it is not over, is sealed, is just being changed or sealed by somebody, or does not agree.</summary>
    public async Task<bool> TrySealAsync(DateOnly day, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        // Read committed: what follows the lock sees everything that was committed before it.
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var tryLock = new NpgsqlCommand(Lock, connection, transaction))
        {
            tryLock.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = day });
            if (await tryLock.ExecuteScalarAsync(cancellationToken) is not true)
                return false;
        }

        await using (var claim = new NpgsqlCommand(Claim, connection, transaction))
        {
            claim.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = day });
            claim.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = AuditSpan.Of(day).End.UtcDateTime });
            claim.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = options.Value.Grace });
            if (await claim.ExecuteScalarAsync(cancellationToken) is not true)
                return false;
        }

        if (await books.SealAsync(transaction, day, cancellationToken) is not { } sums)
        {
            SealLog.NotAgreed(logger, day);
            return false;
        }

        await SealedBooks.SaveAsync(transaction, day, sums, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        SealLog.Sealed(logger, day);
        return true;
    }

    private async Task<IReadOnlyList<DateOnly>> FinishedAsync(CancellationToken cancellationToken)
    {
        if (await books.FirstDayAsync(cancellationToken) is not { } first)
            return [];
        await using var query = database.CreateCommand(Finished);
        query.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = first });
        query.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = options.Value.Grace });
        query.Parameters.Add(new NpgsqlParameter<int> { TypedValue = LongestLedger });
        var days = new List<DateOnly>();
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            days.Add(await rows.GetFieldValueAsync<DateOnly>(0, cancellationToken));
        return days;
    }
}
