using Npgsql;
using Tollgate.Metering.Persistence;

namespace Tollgate.Metering.Feed;

/// <summary>
/// Work on the feed that one replica does at a time (a session lock in the database). When it dies the lock goes with its connection, and
/// another takes over where the database says it was.
/// </summary>
internal abstract class FeedWorker(NpgsqlDataSource database, FeedSignal signal, TimeSpan pollInterval, TimeProvider clock, ILogger logger) : BackgroundService
{
    private const int LockSpace = 0xFEED;
    private static readonly TimeSpan FailureDelay = TimeSpan.FromSeconds(1);

    /// <summary>Number of the lock; each worker has its own.</summary>
    protected abstract int Lock { get; }

    /// <summary>For people.</summary>
    protected abstract string Work { get; }

    /// <summary>Wakes those who wait at the end of the feed.</summary>
    protected FeedSignal Signal => signal;

    /// <summary>Does some of the work, on the connection that holds the lock.</summary>
    /// <returns>False when there was nothing to do.</returns>
    protected abstract Task<bool> WorkAsync(NpgsqlConnection connection, CancellationToken cancellationToken);

    /// <summary>Lets go of what it holds besides the connection, after a failure or at the end.</summary>
    protected virtual ValueTask ResetAsync() => ValueTask.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(stoppingToken);
                if (await TryLockAsync(connection, stoppingToken))
                {
                    FeedLog.TookOver(logger, Work);
                    await RunAsync(connection, stoppingToken);
                }
                else
                {
                    await Task.Delay(pollInterval, clock, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                FeedLog.Interrupted(logger, Work, error);
                await Task.Delay(FailureDelay, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task RunAsync(NpgsqlConnection connection, CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                if (!await WorkAsync(connection, stoppingToken))
                    await signal.WaitAsync(pollInterval, stoppingToken);
                stoppingToken.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            await ResetAsync();
            if (connection.State == System.Data.ConnectionState.Open)
            {
                await using var unlock = new NpgsqlCommand("SELECT pg_advisory_unlock_all()", connection);
                await unlock.ExecuteNonQueryAsync(CancellationToken.None);
            }
        }
    }

    private async Task<bool> TryLockAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT pg_try_advisory_lock($1, $2)", connection);
        command.Parameters.AddValue(LockSpace);
        command.Parameters.AddValue(Lock);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
