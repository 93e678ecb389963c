using System.Security.Cryptography;
using Aspire.Hosting;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Tollgate.Bench.Metering;

/// <summary>The real Metering, as the app host runs it, on a PostgreSQL and a RabbitMQ of its own. Nothing of it is left behind.</summary>
internal sealed class MeteringBed : IAsyncDisposable
{
    private readonly DistributedApplication application;

    private MeteringBed(DistributedApplication application) => this.application = application;

    /// <summary>What services sign their tokens with.</summary>
    public required string SigningKey { get; init; }

    /// <summary>Metering's own database.</summary>
    public required string Database { get; init; }

    /// <summary>The broker.</summary>
    public required string Broker { get; init; }

    /// <summary>Metering's gRPC endpoint.</summary>
    public required Uri Metering { get; init; }

    public static async Task<MeteringBed> StartAsync(CancellationToken cancellationToken)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"tollgate-bench-{Guid.NewGuid():N}");
        var builder = DistributedApplication.CreateBuilder([$"--Data:Folder={folder}", "--Data:Temporary=true", "--environment=Production"]);
        var signingKey = RandomNumberGenerator.GetHexString(48);
        var database = builder.AddPostgres("postgres").AddDatabase("meteringdb");
        var messaging = builder.AddRabbitMQ("messaging").WithManagementPlugin();
        builder.AddProject<Projects.Metering>("metering")
            .WithHttpHealthCheck("/health")
            .WithReference(database).WaitFor(database)
            .WithReference(messaging).WaitFor(messaging)
            .WithEnvironment("ServiceIdentity__SigningKey", signingKey)
            .WithEnvironment("Admin__Key", signingKey);

        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        var application = builder.Build();
        await application.StartAsync(cancellationToken);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(5));
        await application.ResourceNotifications.WaitForResourceHealthyAsync("metering", patience.Token);
        return new MeteringBed(application)
        {
            SigningKey = signingKey,
            Database = (await application.GetConnectionStringAsync("meteringdb", cancellationToken))!,
            Broker = (await application.GetConnectionStringAsync("messaging", cancellationToken))!,
            Metering = application.GetEndpoint("metering", "grpc"),
        };
    }

    /// <summary>Connects to an empty database beside Metering's.</summary>
    public async Task<string> CreateDatabaseAsync(string name, CancellationToken cancellationToken)
    {
        await using (var source = NpgsqlDataSource.Create(Database))
        {
            await using var create = source.CreateCommand($"CREATE DATABASE {name}");
            await create.ExecuteNonQueryAsync(cancellationToken);
        }

        return new NpgsqlConnectionStringBuilder(Database) { Database = name }.ConnectionString;
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();
}
