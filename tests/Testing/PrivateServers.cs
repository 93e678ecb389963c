using Aspire.Hosting;
using Aspire.Hosting.Testing;

namespace Tollgate.Testing;

/// <summary>A PostgreSQL and a RabbitMQ for this test process alone, run by the local engine on a data folder that goes with them.</summary>
internal sealed class PrivateServers
{
    public required string Postgres { get; init; }

    public required string RabbitMq { get; init; }

    public required Uri RabbitMqManagement { get; init; }

    public static async Task<PrivateServers> StartAsync()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"tollgate-test-{Guid.NewGuid():N}");
        var builder = DistributedApplication.CreateBuilder([$"--Data:Folder={folder}", "--Data:Temporary=true"]);
        builder.AddPostgres("postgres");
        builder.AddRabbitMQ("messaging").WithManagementPlugin();

        var application = builder.Build();
        await application.StartAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        await application.ResourceNotifications.WaitForResourceHealthyAsync("postgres", patience.Token);
        await application.ResourceNotifications.WaitForResourceHealthyAsync("messaging", patience.Token);

        return new PrivateServers
        {
            Postgres = (await application.GetConnectionStringAsync("postgres"))!,
            RabbitMq = (await application.GetConnectionStringAsync("messaging"))!,
            RabbitMqManagement = application.GetEndpoint("messaging", "management"),
        };
    }
}
