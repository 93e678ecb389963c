using Npgsql;
using Tollgate.Testing;

namespace Tollgate.AppHost.Tests.Infrastructure;

public sealed class TestServersTests
{
    [Fact]
    public async Task Each_test_database_is_empty_and_its_own()
    {
        var first = await TestPostgres.CreateDatabaseAsync("Infra");
        var second = await TestPostgres.CreateDatabaseAsync("Infra");
        Assert.NotEqual(first, second);

        await using var connection = new NpgsqlConnection(first);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select count(*) from information_schema.tables where table_schema = 'public'", connection);
        Assert.Equal(0L, await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Each_test_virtual_host_is_its_own()
    {
        var first = new Uri(await TestRabbitMq.CreateVirtualHostAsync());
        var second = new Uri(await TestRabbitMq.CreateVirtualHostAsync());

        Assert.Equal("amqp", first.Scheme);
        Assert.StartsWith("/test-", first.AbsolutePath, StringComparison.Ordinal);
        Assert.NotEqual(first.AbsolutePath, second.AbsolutePath);
    }
}
