using Microsoft.Extensions.Options;
using Npgsql;

namespace Tollgate.Metering.Persistence;

/// <summary>
/// Makes the daily partitions of the ledger, the holds and their history before their day begins, and drops those of the history that are kept
/// no longer. One replica at a time. What has no partition goes to the default one, so being late costs speed, never a row.
/// </summary>
internal sealed class PartitionWorker(
    NpgsqlDataSource database, TimeProvider clock, IOptions<PartitionOptions> options, ILogger<PartitionWorker> logger) : BackgroundService
{
    private const long AdvisoryLock = 3_401;
    private const string HoldHistory = "hold_history";

    private static readonly (string Name, Func<DayPartition, string> Bounds)[] Tables =
    [
        ("usage_entries", day => day.AttemptBounds),
        ("holds", day => day.AttemptBounds),
        (HoldHistory, day => day.TimeBounds),
    ];

    // The first round runs before the service takes work.
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await EnsureAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await EnsureAsync(stoppingToken);
                await DropAsync(stoppingToken);
            }
            catch (NpgsqlException error)
            {
                PartitionLog.Failed(logger, error);
            }
        }
    }

    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        foreach (var partition in DayPartition.Ahead(clock.GetUtcNow(), options.Value.DaysAhead))
        {
            foreach (var (table, bounds) in Tables)
                await EnsureAsync(table, partition.NameIn(table), bounds(partition), cancellationToken);
        }
    }

    /// <summary>Drops the days of the hold history that are kept no longer. Ledger and holds stay: they are what a late fact is compared with.</summary>
    public async Task DropAsync(CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var oldest = new DayPartition(today.AddDays(-options.Value.HoldHistoryDays)).NameIn(HoldHistory);
        foreach (var name in await DaysBeforeAsync(oldest, cancellationToken))
        {
            await using var step = await StepAsync(cancellationToken);
            try
            {
                await step.ExecuteAsync($"DROP TABLE IF EXISTS {name}", cancellationToken);
                await step.CommitAsync(cancellationToken);
                PartitionLog.Dropped(logger, name);
            }
            catch (PostgresException error)
            {
                PartitionLog.NotDropped(logger, name, error);
            }
        }
    }

    private async Task EnsureAsync(string table, string name, string bounds, CancellationToken cancellationToken)
    {
        await using var step = await StepAsync(cancellationToken);
        if (await step.ExistsAsync(name, cancellationToken))
            return;
        try
        {
            await step.ExecuteAsync($"CREATE TABLE {name} PARTITION OF {table} FOR VALUES {bounds}", cancellationToken);
            await step.CommitAsync(cancellationToken);
            PartitionLog.Made(logger, name);
        }
        catch (PostgresException error)
        {
            PartitionLog.NotMade(logger, name, error);
        }
    }

    // The names of a table's days sort as the days do; the default partition's comes after them all.
    private async Task<IReadOnlyList<string>> DaysBeforeAsync(string oldest, CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand(
            $$"""
            SELECT c.relname::text FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
            WHERE i.inhparent = '{{HoldHistory}}'::regclass AND c.relname::text COLLATE "C" < $1 AND c.relname ~ '_[0-9]{8}$' ORDER BY 1
            """);
        query.Parameters.AddValue(oldest);
        var names = new List<string>();
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            names.Add(rows.GetString(0));
        return names;
    }

    private async Task<Step> StepAsync(CancellationToken cancellationToken)
    {
        var connection = await database.OpenConnectionAsync(cancellationToken);
        var step = new Step(connection, await connection.BeginTransactionAsync(cancellationToken));
        // Attaching and dropping wait for transactions that use the table, and others queue behind them: rather try again in a while.
        await step.ExecuteAsync($"SET LOCAL lock_timeout = '3s'; SELECT pg_advisory_xact_lock({AdvisoryLock})", cancellationToken);
        return step;
    }

    /// <summary>One change, made by one replica at a time.</summary>
    private sealed class Step(NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
    {
        public async Task<bool> ExistsAsync(string name, CancellationToken cancellationToken)
        {
            await using var exists = new NpgsqlCommand("SELECT to_regclass($1) IS NOT NULL", connection, transaction);
            exists.Parameters.AddValue(name);
            return await exists.ExecuteScalarAsync(cancellationToken) is true;
        }

        public async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        public Task CommitAsync(CancellationToken cancellationToken) => transaction.CommitAsync(cancellationToken);

        public async ValueTask DisposeAsync()
        {
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
        }
    }
}
