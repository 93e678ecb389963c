using Npgsql;

namespace Tollgate.Testing;

/// <summary>
/// Empty databases on a real PostgreSQL: the server named by <c>TOLLGATE_TEST_POSTGRES</c>, else a private one that lives as long
/// as the test process. What a process created is dropped when it ends.
/// </summary>
public static class TestPostgres
{
    /// <summary>Creates an empty database whose name starts with <paramref name="prefix"/> and returns its connection string.</summary>
    public static async Task<string> CreateDatabaseAsync(string prefix)
    {
        var server = new NpgsqlConnectionStringBuilder(await TestInfrastructure.PostgresAsync());
        var name = $"{prefix.ToLowerInvariant()}_{Guid.NewGuid():N}"[..Math.Min(prefix.Length + 33, 60)];

        await ExecuteAsync(server, $"create database \"{name}\"");
        TestInfrastructure.OnExit(() => ExecuteAsync(server, $"drop database if exists \"{name}\" with (force)"));

        return new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = name }.ConnectionString;
    }

    private static async Task ExecuteAsync(NpgsqlConnectionStringBuilder server, string sql)
    {
        var maintenance = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = "postgres", Pooling = false };
        await using var connection = new NpgsqlConnection(maintenance.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
