using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Tollgate.ServiceDefaults.Messaging;

/// <summary>
/// Empties the outbox. One relay works on a partition at a time, whatever the number of replicas (a session lock in the database);
/// when it dies the lock goes with its connection and another takes over.
/// </summary>
internal sealed class OutboxRelay(
    NpgsqlDataSource database, Outbox outbox, OutboxPublisher publisher, IOptions<OutboxOptions> options, TimeProvider clock,
    ILogger<OutboxRelay> logger) : BackgroundService
{
    private const int LockSpace = 0x0B0C;
    private static readonly TimeSpan FailureDelay = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RelayAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                OutboxLog.Failed(logger, error);
                await Task.Delay(FailureDelay, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task RelayAsync(CancellationToken stoppingToken)
    {
        // One connection holds the locks of all partitions this replica has won; it is never handed back while we relay.
        await using var connection = await database.OpenConnectionAsync(stoppingToken);
        var held = new HashSet<short>();
        try
        {
            while (true)
            {
                var sent = 0;
                for (short partition = 0; partition < options.Value.Partitions; partition++)
                {
                    if (!held.Contains(partition) && !await TryLockAsync(connection, partition, stoppingToken))
                        continue;
                    held.Add(partition);
                    sent += await publisher.PublishDueAsync(connection, partition, stoppingToken);
                }

                if (sent == 0)
                    await outbox.WaitAsync(options.Value.PollInterval, stoppingToken);
            }
        }
        finally
        {
            await ReleaseAsync(connection);
        }
    }

    private static async Task<bool> TryLockAsync(NpgsqlConnection connection, short partition, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT pg_try_advisory_lock($1, $2)", connection);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = LockSpace });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = partition });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task ReleaseAsync(NpgsqlConnection connection)
    {
        if (connection.State != System.Data.ConnectionState.Open)
            return;
        await using var command = new NpgsqlCommand("SELECT pg_advisory_unlock_all()", connection);
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }
}
