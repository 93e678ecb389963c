using Microsoft.Extensions.Options;
using Npgsql;

namespace Tollgate.Metering.Tiers;

/// <summary>Archives, moves and deletes what is due, one replica at a time.</summary>
internal sealed class TiersWorker(
    NpgsqlDataSource database, ArchiveStores stores, ArchiveUsage archive, MoveArchives move, StorageCosts costs, IOptions<TiersOptions> options,
    TimeProvider clock, ILogger<TiersWorker> logger) : BackgroundService
{
    private const long AdvisoryLock = 3_901;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!stores.IsOn)
            return;
        using var timer = new PeriodicTimer(options.Value.Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                TiersLog.Failed(logger, error);
            }
        }
    }

    /// <summary>One round; nothing while another replica has one.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // Lost with the connection, when the replica dies. Should one that lost it go on, files are replaced whole and a day is dropped once.
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var tryLock = new NpgsqlCommand($"SELECT pg_try_advisory_lock({AdvisoryLock})", connection);
        if (await tryLock.ExecuteScalarAsync(cancellationToken) is not true)
            return;
        try
        {
            await archive.HandleAsync(cancellationToken);
            await move.HandleAsync(cancellationToken);
            await costs.HandleAsync(cancellationToken);
        }
        finally
        {
            await using var unlock = new NpgsqlCommand($"SELECT pg_advisory_unlock({AdvisoryLock})", connection);
            await unlock.ExecuteScalarAsync(CancellationToken.None);
        }
    }
}
