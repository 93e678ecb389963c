using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Persistence;
using Tollgate.ServiceDefaults.Persistence;

namespace Tollgate.Bench.Metering;

/// <summary>
/// What PostgreSQL takes when nothing but rows is asked of it: entries that Metering has recorded, copied a thousand at a time into a
/// staging table and merged from there into a ledger of the same shape, indexes and partitions. No events, bus, holds, budgets or rollups;
/// the rows are already in the wire format of COPY, so that hardly anything but the server's work is measured.
/// </summary>
internal sealed class RawCopy : IAsyncDisposable
{
    private const int RowsPerTransaction = 1000;

    private readonly NpgsqlDataSource recorded;
    private readonly NpgsqlDataSource raw;

    private RawCopy(NpgsqlDataSource recorded, NpgsqlDataSource raw)
    {
        this.recorded = recorded;
        this.raw = raw;
    }

    public static async Task<RawCopy> CreateAsync(MeteringBed bed, CancellationToken cancellationToken)
    {
        var raw = NpgsqlDataSource.Create(await bed.CreateDatabaseAsync("rawdb", cancellationToken));
        await new DatabaseMigrator(
            raw, [typeof(DatabaseMigrator).Assembly, typeof(RecordUsage).Assembly], TimeProvider.System, NullLogger<DatabaseMigrator>.Instance)
            .MigrateAsync(cancellationToken);
        foreach (var partition in DayPartition.Ahead(DateTimeOffset.UtcNow.AddDays(-1), daysAhead: 2))
        {
            await using var create = raw.CreateCommand(
                $"CREATE TABLE {partition.NameIn("usage_entries")} PARTITION OF usage_entries FOR VALUES {partition.AttemptBounds}");
            await create.ExecuteNonQueryAsync(cancellationToken);
        }

        return new RawCopy(NpgsqlDataSource.Create(bed.Database), raw);
    }

    /// <summary>Copies every entry that Metering has recorded of attempts since a time.</summary>
    public async Task<Rate> RunAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        var chunks = await ReadAsync(since - UsageMaker.CallDuration, cancellationToken);
        await using var connection = await raw.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(connection, "CREATE TEMP TABLE staging (LIKE usage_entries) ON COMMIT DELETE ROWS", cancellationToken);
        var rows = 0L;
        var watch = Stopwatch.StartNew();
        foreach (var chunk in chunks)
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using (var copy = await connection.BeginRawBinaryCopyAsync("COPY staging FROM STDIN (FORMAT BINARY)", cancellationToken))
                await copy.WriteAsync(chunk, cancellationToken);
            rows += await ExecuteAsync(connection, "INSERT INTO usage_entries SELECT * FROM staging ON CONFLICT DO NOTHING", cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        watch.Stop();
        await ExecuteAsync(connection, "DROP TABLE staging", cancellationToken);
        return new Rate(rows, watch.Elapsed);
    }

    public async ValueTask DisposeAsync()
    {
        await recorded.DisposeAsync();
        await raw.DisposeAsync();
    }

    private async Task<List<byte[]>> ReadAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var connection = await recorded.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(
            connection,
            $"CREATE TEMP TABLE chosen AS SELECT * FROM usage_entries WHERE attempt_time >= '{since:O}' ORDER BY attempt_id; ALTER TABLE chosen ADD number serial PRIMARY KEY",
            cancellationToken);
        var columns = "";
        await using (var query = new NpgsqlCommand(
            "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'usage_entries'::regclass AND attnum > 0 AND NOT attisdropped",
            connection))
            columns = (string)(await query.ExecuteScalarAsync(cancellationToken))!;

        var chunks = new List<byte[]>();
        for (var from = 1; ; from += RowsPerTransaction)
        {
            using var chunk = new MemoryStream();
            await using (var copy = await connection.BeginRawBinaryCopyAsync(
                $"COPY (SELECT {columns} FROM chosen WHERE number >= {from} AND number < {from + RowsPerTransaction} ORDER BY number) TO STDOUT (FORMAT BINARY)",
                cancellationToken))
                await copy.CopyToAsync(chunk, cancellationToken);
            // A header of 19 bytes and a trailer of two: no rows left.
            if (chunk.Length <= 21)
                break;
            chunks.Add(chunk.ToArray());
        }

        await ExecuteAsync(connection, "DROP TABLE chosen", cancellationToken);
        return chunks;
    }

    private static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
