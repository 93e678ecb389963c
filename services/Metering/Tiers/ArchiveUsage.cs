using System.Data;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Npgsql;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Audit;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Persistence;
using Tollgate.ServiceDefaults.Audit;
using Tollgate.ServiceDefaults.Persistence;

namespace Tollgate.Metering.Tiers;

/// <summary>
/// Moves days of the ledger into files: writes them, reads them back and compares them with the seals, commits where they are, and only then drops
/// the partitions. Whatever dies in between leaves the day in the database, and the next round begins anew. What is dropped cannot change any more:
/// its days are marked as archived in the same commit, and the database refuses to break their seals.
/// </summary>
internal sealed class ArchiveUsage(
    [FromKeyedServices(DatabaseExtensions.Unhurried)] NpgsqlDataSource database, ArchiveStores stores, ArchiveBlockers blockers,
    IBilledUsage billing, ArchivedLedger archived, IOptions<TiersOptions> options, TimeProvider clock, ILogger<ArchiveUsage> logger)
{
    private const string Ledger = "usage_entries";
    private const string Holds = "holds";

    // The default partition has no day.
    private const string Partitions =
        $$"""
        SELECT day FROM (
            SELECT CASE WHEN c.relname ~ '_[0-9]{8}$' THEN to_date(right(c.relname, 8), 'YYYYMMDD') END AS day
            FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = '{{Ledger}}'::regclass) p
        WHERE day < $1 ORDER BY day
        """;

    /// <summary>Archives every day that is hot no longer and that nothing keeps; returns how many.</summary>
    public async Task<int> HandleAsync(CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var day in await DueAsync(cancellationToken))
        {
            try
            {
                count += await ArchiveAsync(new DayPartition(day), cancellationToken) ? 1 : 0;
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // What is wrong with one day is no reason to leave the others.
                TiersLog.NotArchived(logger, day, error);
            }
        }

        return count;
    }

    /// <summary>Archives a day. False when something keeps it.</summary>
    public async Task<bool> ArchiveAsync(DayPartition day, CancellationToken cancellationToken)
    {
        if (await blockers.FindAsync(day, cancellationToken) is { } reason)
        {
            TiersLog.Kept(logger, day.Day, reason);
            return false;
        }

        if (await WriteAsync(day, cancellationToken) is not { } written)
            return false;
        await DropAsync(day, written, cancellationToken);
        return true;
    }

    /// <summary>Writes a day's files, verifies them and notes them. Null when what they say is not what the seals, or Billing, say.</summary>
    internal async Task<WrittenDay?> WriteAsync(DayPartition day, CancellationToken cancellationToken)
    {
        var files = new List<ArchiveFile>();
        var replaced = new List<string>();
        try
        {
            if (await WriteAsync(day, files, cancellationToken) is not { } written)
            {
                replaced.AddRange(files.Select(file => file.Path));
                return null;
            }

            replaced.AddRange(await Transactions.RunAsync(database, save => ArchiveManifest.SaveAsync(save, written, files, cancellationToken), cancellationToken));
            return written;
        }
        catch
        {
            // Should they have been noted in spite of it: nothing is dropped for them but by this writing, which ends here.
            replaced.AddRange(files.Select(file => file.Path));
            throw;
        }
        finally
        {
            foreach (var path in replaced)
                await stores.Of(UsageTier.Warm).DeleteAsync(path, CancellationToken.None);
        }
    }

    /// <summary>Drops a day's partitions, unless one of its days was changed since it was written.</summary>
    internal async Task DropAsync(DayPartition day, WrittenDay written, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // For an instant, and rather another time than keeping others waiting. The tables come first, as for everybody who writes.
        await ExecuteAsync(transaction, $"SET LOCAL lock_timeout = '3s'; LOCK TABLE {Holds}, {Ledger} IN ACCESS EXCLUSIVE MODE", cancellationToken);
        await using var mark = new NpgsqlBatch(connection, transaction);
        mark.BatchCommands.Add(Command(
            """
            INSERT INTO audit.archived_days (day)
            SELECT n.day FROM unnest($1, $2) AS n (day, sealed_at) JOIN audit.sealed_days s ON s.day = n.day AND s.sealed_at = n.sealed_at ON CONFLICT DO NOTHING
            """,
            written));
        mark.BatchCommands.Add(Command(
            """
            UPDATE usage_archives SET state = 2, dropped_at = clock_timestamp() WHERE state = 1 AND day = $3 AND write_id = $4
            AND (SELECT count(*) FROM audit.sealed_days s JOIN unnest($1, $2) AS n (day, sealed_at) USING (day, sealed_at)) = cardinality($1)
            AND NOT EXISTS (SELECT FROM holds WHERE attempt_id >= $5 AND attempt_id < $6 AND status = 1)
            AND NOT EXISTS (
                SELECT FROM rerates r JOIN unnest($1) AS n (day) ON (n.day + 1)::timestamp AT TIME ZONE 'UTC' > r.start_time AND n.day::timestamp AT TIME ZONE 'UTC' < r.end_time
                WHERE NOT r.is_done)
            """,
            written,
            day));
        await mark.ExecuteNonQueryAsync(cancellationToken);
        if (mark.BatchCommands[1].RecordsAffected != 1)
        {
            TiersLog.Kept(logger, day.Day, "CHANGED");
            return;
        }

        await ExecuteAsync(transaction, $"DROP TABLE IF EXISTS {day.NameIn(Ledger)}, {day.NameIn(Holds)}", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        TiersLog.Archived(logger, day.Day);
    }

    private async Task<IReadOnlyList<DateOnly>> DueAsync(CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand(Partitions);
        query.Parameters.AddValue(DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(-options.Value.HotDays));
        var days = new List<DateOnly>();
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            days.Add(await rows.GetFieldValueAsync<DateOnly>(0, cancellationToken));
        return days;
    }

    private async Task<WrittenDay> SealsAsync(NpgsqlTransaction transaction, DayPartition day, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(
            $"""
            SELECT d.day, s.sealed_at
            FROM (SELECT DISTINCT (attempt_time AT TIME ZONE 'UTC')::date AS day FROM {day.NameIn(Ledger)}) d
            LEFT JOIN audit.sealed_days s USING (day) ORDER BY d.day
            """,
            transaction.Connection,
            transaction);
        var (days, sealedAt) = (new List<DateOnly>(), new List<DateTime>());
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            days.Add(await rows.GetFieldValueAsync<DateOnly>(0, cancellationToken));
            // A seal broken since it was looked for: the files would not agree with it either.
            sealedAt.Add(await rows.IsDBNullAsync(1, cancellationToken) ? DateTime.UnixEpoch : rows.GetDateTime(1));
        }

        return new WrittenDay(day.Day, Guid.CreateVersion7(clock.GetUtcNow()), days, sealedAt);
    }

    private static async Task<IReadOnlyList<string>> TenantsAsync(NpgsqlTransaction transaction, DayPartition day, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand($"SELECT DISTINCT tenant_id FROM {day.NameIn(Ledger)} ORDER BY 1", transaction.Connection, transaction);
        var tenants = new List<string>();
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            tenants.Add(rows.GetString(0));
        return tenants;
    }

    // Everything is read at one instant. Files that were written are named also when this fails.
    private async Task<WrittenDay?> WriteAsync(DayPartition day, List<ArchiveFile> files, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var written = await SealsAsync(transaction, day, cancellationToken);
        foreach (var tenant in await TenantsAsync(transaction, day, cancellationToken))
            files.Add(await WriteAsync(transaction, day, tenant, written.WriteId, cancellationToken));
        foreach (var sealedDay in written.Days)
        {
            if (await CompareAsync(transaction, day, sealedDay, files, cancellationToken) is { } reason)
            {
                TiersLog.Kept(logger, day.Day, reason);
                return null;
            }
        }

        return written;
    }

    private async Task<ArchiveFile> WriteAsync(
        NpgsqlTransaction transaction, DayPartition day, string tenant, Guid writeId, CancellationToken cancellationToken)
    {
        var (entries, cost, first, last) = (0L, 0m, DateTimeOffset.MaxValue, DateTimeOffset.MinValue);
        var (sha256, bytes) = ("", 0L);
        using var rowsHash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var path = ArchiveFile.PathOf(day.Day, tenant, writeId);
        await stores.Of(UsageTier.Warm).WriteAsync(
            path,
            async output =>
            {
                await UsageParquet.WriteAsync(Counted(ReadAsync(transaction, day, tenant, cancellationToken)), output, cancellationToken);
                bytes = output.Length;
                sha256 = await ArchiveStores.HashAsync(output, cancellationToken);
            },
            cancellationToken);
        var file = new ArchiveFile(day.Day, tenant, UsageTier.Warm, path, sha256, bytes, entries, cost, first, last);
        // The seals know tokens and cost; this is every column.
        await using var stored = await stores.OpenAsync(file, cancellationToken);
        using var storedHash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await foreach (var row in UsageParquet.ReadAsync(stored, cancellationToken))
            UsageParquet.AddTo(storedHash, row);
        return storedHash.GetHashAndReset().AsSpan().SequenceEqual(rowsHash.GetHashAndReset())
            ? file
            : throw new InvalidDataException($"{path} does not say what was written to it.");

        async IAsyncEnumerable<ArchivedEntry> Counted(IAsyncEnumerable<ArchivedEntry> rows)
        {
            await foreach (var row in rows)
            {
                UsageParquet.AddTo(rowsHash, row);
                var time = row.Entry.Identity.AttemptTime;
                (entries, cost) = (entries + 1, cost + row.Entry.Amounts.CostNanos);
                (first, last) = (time < first ? time : first, time > last ? time : last);
                yield return row;
            }
        }
    }

    private static async IAsyncEnumerable<ArchivedEntry> ReadAsync(
        NpgsqlTransaction transaction, DayPartition day, string tenant, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(
            $"SELECT {LedgerRows.Columns}, e.period_keys FROM {day.NameIn(Ledger)} e WHERE e.tenant_id = $1 ORDER BY e.attempt_id, e.revision",
            transaction.Connection,
            transaction);
        query.Parameters.AddValue(tenant);
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            yield return new ArchivedEntry(LedgerRows.Read(rows), await rows.GetFieldValueAsync<long[]>(LedgerRows.ColumnCount, cancellationToken));
    }

    // The day as it will be read when the partitions are gone: other rows of the database, what is archived already, and these files.
    private async Task<string?> CompareAsync(
        NpgsqlTransaction transaction, DayPartition day, DateOnly sealedDay, IReadOnlyList<ArchiveFile> files, CancellationToken cancellationToken)
    {
        var range = AuditRange.Of(AuditSpan.Of(sealedDay));
        var found = new BookSums();
        await LedgerBook.AddToAsync(found, transaction, range, cancellationToken, without: day);
        await RollupsBook.AddToAsync(found, transaction, range, cancellationToken);
        await archived.AddToAsync(found, transaction, range, cancellationToken);
        await archived.AddToAsync(found, files, range, cancellationToken);
        if ((await SealedBooks.CompareAsync(transaction, sealedDay, "", found, cancellationToken)).Count > 0)
            return "NOT_AS_SEALED";
        return await billing.IsAsync(sealedDay, found.Total(LedgerBook.Recorded), cancellationToken) ? null : "UNBILLED";
    }

    private static NpgsqlBatchCommand Command(string sql, WrittenDay written, DayPartition? day = null)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddValue(written.Days.ToArray());
        command.Parameters.AddValue(written.SealedAt.ToArray());
        if (day is { } partition)
        {
            command.Parameters.AddValue(partition.Day);
            command.Parameters.AddValue(written.WriteId);
            command.Parameters.AddValue(partition.From);
            command.Parameters.AddValue(partition.To);
        }

        return command;
    }

    private static async Task ExecuteAsync(NpgsqlTransaction transaction, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, transaction.Connection, transaction);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
