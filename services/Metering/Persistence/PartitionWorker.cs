using Microsoft.Extensions.Options;
using Npgsql;

namespace Tollgate.Metering.Persistence;

/// <summary>
/// Makes the daily partitions of the ledger, the holds and their history before their day begins. One replica at a time. What has no partition goes to
/// the default one, so being late costs speed, never a row.
/// </summary>
internal sealed class PartitionWorker(
    NpgsqlDataSource database, TimeProvider clock, IOptions<PartitionOptions> options, ILogger<PartitionWorker> logger) : BackgroundService
{
    private const long AdvisoryLock = 3_401;

    private static readonly (string Name, Func<DayPartition, string> Bounds)[] Tables =
    [
        ("usage_entries", day => day.AttemptBounds),
        ("holds", day => day.AttemptBounds),
        ("hold_history", day => day.TimeBounds),
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

    private async Task EnsureAsync(string table, string name, string bounds, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Attaching waits for transactions that use the default partition, and others queue behind it: rather try again in a while.
        await ExecuteAsync($"SET LOCAL lock_timeout = '3s'; SELECT pg_advisory_xact_lock({AdvisoryLock})");
        await using (var exists = new NpgsqlCommand("SELECT to_regclass($1) IS NOT NULL", connection, transaction))
        {
            exists.Parameters.AddValue(name);
            if (await exists.ExecuteScalarAsync(cancellationToken) is true)
                return;
        }

        try
        {
            await ExecuteAsync($"CREATE TABLE {name} PARTITION OF {table} FOR VALUES {bounds}");
            await transaction.CommitAsync(cancellationToken);
            PartitionLog.Made(logger, name);
        }
        catch (PostgresException error)
        {
            PartitionLog.NotMade(logger, name, error);
        }

        async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
