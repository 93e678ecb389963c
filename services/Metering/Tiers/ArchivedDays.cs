using System.Data;
using Npgsql;
using Tollgate.Metering.Persistence;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Metering.Tiers;

/// <summary>Keeps readers of the ledger from taking what is left of it for all of it.</summary>
internal static class ArchivedDays
{
    /// <summary>Begins a snapshot in which the ledger has everything that is not archived, until it ends.</summary>
    public static async Task<NpgsqlTransaction> BeginSnapshotAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        // Before the snapshot: a partition that is dropped after it would be in neither the ledger nor the archive.
        await using var keep = new NpgsqlCommand("LOCK TABLE usage_entries IN ACCESS SHARE MODE", connection, transaction);
        await keep.ExecuteNonQueryAsync(cancellationToken);
        return transaction;
    }

    /// <summary>Waits for whoever is archiving a day, and lets nobody do so until the transaction ends.</summary>
    public static async Task HoldAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var hold = new NpgsqlCommand("LOCK TABLE audit.archived_days IN SHARE MODE", transaction.Connection, transaction);
        await hold.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The last day of a range that is archived; null when none is.</summary>
    public static async Task<DateOnly?> LastAsync(
        NpgsqlTransaction transaction, DateTimeOffset start, DateTimeOffset end, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(
            """
            SELECT max(day) FROM audit.archived_days
            WHERE (day + 1)::timestamp AT TIME ZONE 'UTC' > $1 AND day::timestamp AT TIME ZONE 'UTC' < $2
            """,
            transaction.Connection,
            transaction);
        query.Parameters.AddTime(start);
        query.Parameters.AddTime(end);
        await using var row = await query.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken) && !await row.IsDBNullAsync(0, cancellationToken)
            ? await row.GetFieldValueAsync<DateOnly>(0, cancellationToken)
            : null;
    }

    /// <summary>Refuses a range of which the ledger has only a part.</summary>
    /// <exception cref="TollgateException">Some of it is archived: reason <c>USAGE_ARCHIVED</c>.</exception>
    public static async Task ThrowIfAnyAsync(NpgsqlTransaction transaction, DateTimeOffset start, DateTimeOffset end, CancellationToken cancellationToken)
    {
        if (await LastAsync(transaction, start, end, cancellationToken) is { } last)
        {
            throw TollgateException.FailedPrecondition(
                "USAGE_ARCHIVED", $"Usage until {last:yyyy-MM-dd} is archived and no longer in the ledger; begin the day after.");
        }
    }
}
