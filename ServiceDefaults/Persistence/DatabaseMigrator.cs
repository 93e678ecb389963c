using System.Data;
using System.Reflection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Tollgate.ServiceDefaults.Persistence;

/// <summary>
/// Applies the embedded SQL migrations, each once and in a transaction of its own, in the order of their names. Replicas that start
/// together take turns.
/// </summary>
public sealed class DatabaseMigrator(
    NpgsqlDataSource database, IReadOnlyList<Assembly> assemblies, TimeProvider clock, ILogger<DatabaseMigrator> logger) : IHostedService
{
    private const long AdvisoryLock = 7_205_759_403_792_794;
    private const string ResourcePrefix = "Migrations/";
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <inheritdoc />
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await MigrateAsync(cancellationToken);
                return;
            }
            catch (NpgsqlException error) when (error.IsTransient || error.InnerException is System.Net.Sockets.SocketException)
            {
                DatabaseLog.Waiting(logger, error);
                await Task.Delay(RetryDelay, clock, cancellationToken);
            }
        }
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Applies what is missing.</summary>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock({AdvisoryLock})", cancellationToken);
        try
        {
            await ExecuteAsync(
                connection,
                """
                CREATE SCHEMA IF NOT EXISTS migrations;
                CREATE TABLE IF NOT EXISTS migrations.applied (
                    assembly text NOT NULL, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (assembly, name));
                """,
                cancellationToken);
            foreach (var assembly in assemblies.Distinct())
                await MigrateAsync(connection, assembly, cancellationToken);
        }
        finally
        {
            // A connection that broke has taken its lock along, and the failure that broke it is the one to tell.
            if (connection.State is ConnectionState.Open)
                await ExecuteAsync(connection, $"SELECT pg_advisory_unlock({AdvisoryLock})", CancellationToken.None);
        }

        // Types that a migration made are unknown to connections opened before it.
        await connection.ReloadTypesAsync(cancellationToken);
    }

    private async Task MigrateAsync(NpgsqlConnection connection, Assembly assembly, CancellationToken cancellationToken)
    {
        var owner = assembly.GetName().Name!;
        var applied = new HashSet<string>();
        await using (var query = new NpgsqlCommand("SELECT name FROM migrations.applied WHERE assembly = $1", connection))
        {
            query.Parameters.AddWithValue(owner);
            await using var reader = await query.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                applied.Add(reader.GetString(0));
        }

        var scripts = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal) && !applied.Contains(name[ResourcePrefix.Length..]))
            .Order(StringComparer.Ordinal);
        foreach (var resource in scripts)
        {
            var name = resource[ResourcePrefix.Length..];
            using var script = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await ExecuteAsync(connection, await script.ReadToEndAsync(cancellationToken), cancellationToken);
            await using (var note = new NpgsqlCommand("INSERT INTO migrations.applied (assembly, name) VALUES ($1, $2)", connection, transaction))
            {
                note.Parameters.AddWithValue(owner);
                note.Parameters.AddWithValue(name);
                await note.ExecuteNonQueryAsync(cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
            DatabaseLog.Applied(logger, owner, name);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
