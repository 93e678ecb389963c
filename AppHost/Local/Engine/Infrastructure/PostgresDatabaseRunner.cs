using Microsoft.Extensions.Logging;
using Npgsql;

namespace Tollgate.AppHost.Local;

/// <summary>Creates a database once its server is up.</summary>
internal sealed class PostgresDatabaseRunner(PostgresDatabaseResource database, ResourceNotificationService notifications, ILogger logger)
{
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            Update(status => status with { State = KnownResourceStates.Waiting });
            await notifications.WaitForResourceHealthyAsync(database.Parent.Name, stopping).ConfigureAwait(false);
            await CreateAsync(stopping).ConfigureAwait(false);
            Update(status => status with { State = KnownResourceStates.Running, Healthy = true });
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
        catch (Exception exception)
        {
            logger.CannotStart(database.Name, exception.Message);
            Update(status => status with { State = KnownResourceStates.FailedToStart, Error = exception.Message });
        }
    }

    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        var server = await ((IResourceWithConnectionString)database.Parent).GetConnectionStringAsync(cancellationToken).ConfigureAwait(false);
        await using var connection = new NpgsqlConnection($"{server};Database=postgres;Pooling=false");
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);

        await using var exists = new NpgsqlCommand("select 1 from pg_database where datname = $1", connection) { Parameters = { new() { Value = database.DatabaseName } } };
        if (await exists.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not null)
            return;

        await using var create = new NpgsqlCommand($"create database \"{database.DatabaseName.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", connection);
        await create.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private void Update(Func<ReplicaStatus, ReplicaStatus> change) => notifications.Update(database.Name, 0, change);
}
