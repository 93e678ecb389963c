using Google.Protobuf.WellKnownTypes;
using Npgsql;
using NpgsqlTypes;
using Tollgate.Contracts.Audit.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Budgets;
using Tollgate.Metering.Persistence;
using Tollgate.ServiceDefaults.Audit;

namespace Tollgate.Metering.Tiers;

/// <summary>An archived day.</summary>
/// <param name="Day">By the time in attempt ids.</param>
/// <param name="WriteId">Of this writing, which no other is.</param>
/// <param name="Days">The sealed days that its entries belong to.</param>
/// <param name="SealedAt">Their seals, as the files were compared with them.</param>
internal sealed record WrittenDay(DateOnly Day, Guid WriteId, IReadOnlyList<DateOnly> Days, IReadOnlyList<DateTime> SealedAt);

/// <summary>What is archived and where, in the same database as the ledger: a snapshot sees an entry either there or here.</summary>
internal static class ArchiveManifest
{
    private const string Columns = "f.day, f.tenant_id, f.tier, f.path, f.sha256, f.bytes, f.entries, f.cost_nanos, f.first_time, f.last_time";

    private const string Forget =
        """
        WITH forgotten AS (DELETE FROM usage_archives WHERE day = $1 AND state = 1 RETURNING day)
        SELECT path FROM usage_archive_files JOIN forgotten USING (day)
        """;

    private const string Save = "INSERT INTO usage_archives (day, state, entries, days, sealed_at, write_id) VALUES ($1, 1, $2, $3, $4, $5)";

    private const string SaveFiles =
        """
        INSERT INTO usage_archive_files (day, tenant_id, path, sha256, bytes, entries, cost_nanos, first_time, last_time)
        SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::numeric[], $8::timestamptz[], $9::timestamptz[])
        """;

    /// <summary>
    /// Notes a day that is written and verified, instead of what was noted of it before; returns where that was. One that is dropped stays what it
    /// is.
    /// </summary>
    public static async Task<IReadOnlyList<string>> SaveAsync(
        NpgsqlTransaction transaction, WrittenDay day, IReadOnlyList<ArchiveFile> files, CancellationToken cancellationToken)
    {
        var forgotten = new List<string>();
        await using (var forget = new NpgsqlCommand(Forget, transaction.Connection, transaction))
        {
            forget.Parameters.AddValue(day.Day);
            await using var paths = await forget.ExecuteReaderAsync(cancellationToken);
            while (await paths.ReadAsync(cancellationToken))
                forgotten.Add(paths.GetString(0));
        }

        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        var save = new NpgsqlBatchCommand(Save);
        save.Parameters.AddValue(day.Day);
        save.Parameters.AddValue(files.Sum(file => file.Entries));
        save.Parameters.AddValue(day.Days.ToArray());
        save.Parameters.Add(new NpgsqlParameter { Value = day.SealedAt.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz });
        save.Parameters.AddValue(day.WriteId);
        batch.BatchCommands.Add(save);
        var saveFiles = new NpgsqlBatchCommand(SaveFiles);
        saveFiles.Parameters.AddValue(day.Day);
        saveFiles.Parameters.AddColumn(files, file => file.TenantId);
        saveFiles.Parameters.AddColumn(files, file => file.Path);
        saveFiles.Parameters.AddColumn(files, file => file.Sha256);
        saveFiles.Parameters.AddColumn(files, file => file.Bytes);
        saveFiles.Parameters.AddColumn(files, file => file.Entries);
        saveFiles.Parameters.AddColumn(files, file => file.CostNanos);
        saveFiles.Parameters.AddTimes(files, file => file.FirstTime);
        saveFiles.Parameters.AddTimes(files, file => file.LastTime);
        batch.BatchCommands.Add(saveFiles);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return forgotten;
    }

    /// <summary>Files of dropped days with attempts in a range, in order.</summary>
    public static async Task<IReadOnlyList<ArchiveFile>> FindAsync(
        NpgsqlTransaction transaction, string tenantId, DateTimeOffset start, DateTimeOffset end, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(
            $"""
            SELECT {Columns} FROM usage_archive_files f JOIN usage_archives a USING (day)
            WHERE a.state = 2 AND ($1 = '' OR f.tenant_id = $1) AND f.last_time >= $2 AND f.first_time < $3 ORDER BY f.day, f.tenant_id
            """,
            transaction.Connection,
            transaction);
        query.Parameters.AddValue(tenantId);
        query.Parameters.AddTime(start);
        query.Parameters.AddTime(end);
        return await ReadAsync(query, cancellationToken);
    }

    /// <summary>What is no longer in the database; null when there is nothing.</summary>
    public static async Task<Archived?> DescribeAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(
            """
            SELECT min(day), max(day), count(*), sum(entries)::bigint,
                (SELECT coalesce(sum(entries), 0)::bigint FROM usage_archive_files WHERE tier = 3)
            FROM usage_archives WHERE state = 2
            """,
            transaction.Connection,
            transaction);
        await using var row = await query.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken) || row.GetInt64(2) == 0)
            return null;
        return new Archived
        {
            StartTime = AuditSpan.Of(await row.GetFieldValueAsync<DateOnly>(0, cancellationToken)).Start.ToTimestamp(),
            EndTime = AuditSpan.Of(await row.GetFieldValueAsync<DateOnly>(1, cancellationToken)).End.ToTimestamp(),
            Days = row.GetInt64(2),
            Entries = row.GetInt64(3),
            ExpiredEntries = row.GetInt64(4),
        };
    }

    /// <summary>Runs a query over files, alias <c>f</c>.</summary>
    public static async Task<IReadOnlyList<ArchiveFile>> SelectAsync(
        NpgsqlDataSource database, string where, IReadOnlyList<object> parameters, CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand($"SELECT {Columns} FROM usage_archive_files f {where}");
        foreach (var parameter in parameters)
            query.Parameters.AddWithValue(parameter);
        return await ReadAsync(query, cancellationToken);
    }

    private static async Task<IReadOnlyList<ArchiveFile>> ReadAsync(NpgsqlCommand query, CancellationToken cancellationToken)
    {
        var files = new List<ArchiveFile>();
        await using var row = await query.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            files.Add(new ArchiveFile(
                await row.GetFieldValueAsync<DateOnly>(0, cancellationToken), row.GetString(1), (UsageTier)row.GetInt16(2), row.GetString(3), row.GetString(4),
                row.GetInt64(5), row.GetInt64(6), row.GetDecimal(7), BudgetRows.ReadTime(row, 8), BudgetRows.ReadTime(row, 9)));
        }

        return files;
    }
}
