using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Contracts.Audit.V1;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Contracts.Routing.V1;
using Tollgate.ServiceDefaults.Identity;
using Tollgate.Testing;

namespace Tollgate.Routing.Tests;

/// <summary>One database, one broker, and the real service on top, with only Inference and Metering scripted.</summary>
public sealed class RoutingFixture : IAsyncLifetime
{
    private readonly List<RoutingApp> apps = [];
    private string database = "";
    private string broker = "";

    internal RoutingApp App { get; private set; } = null!;

    internal ScriptedBudgets Budgets { get; } = new();

    public async Task InitializeAsync()
    {
        database = await TestPostgres.CreateDatabaseAsync("routing");
        broker = await TestRabbitMq.CreateVirtualHostAsync();
        App = StartReplica();
    }

    /// <summary>Starts a replica on the same database and broker.</summary>
    internal RoutingApp StartReplica()
    {
        var app = new RoutingApp(database, broker, Budgets);
        app.StartServer();
        apps.Add(app);
        return app;
    }

    public async Task DisposeAsync()
    {
        foreach (var app in apps)
            await app.DisposeAsync();
    }
}

[CollectionDefinition(Name)]
public sealed class RoutingCollection : ICollectionFixture<RoutingFixture>
{
    public const string Name = "routing";
}

/// <summary>A replica of the service.</summary>
internal sealed class RoutingApp(string database, string broker, ScriptedBudgets budgets) : WebApplicationFactory<Program>
{
    public ScriptedInference Inference { get; } = new();

    public RoutingService.RoutingServiceClient Client => new(Invoker(authenticated: true));

    public RoutingService.RoutingServiceClient AnonymousClient => new(Invoker(authenticated: false));

    public AuditService.AuditServiceClient Audit => new(Invoker(authenticated: true));

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("ConnectionStrings:routingdb", database);
        builder.UseSetting("ConnectionStrings:messaging", broker);
        builder.UseSetting("ServiceIdentity:SigningKey", "a-signing-key-for-tests-that-is-long-enough");
        builder.UseSetting("Thresholds:RefreshInterval", "00:00:00.2");
        builder.ConfigureTestServices(services =>
        {
            services.AddSingleton<InferenceService.InferenceServiceClient>(Inference);
            services.AddSingleton<BudgetsService.BudgetsServiceClient>(budgets);
        });
    }

    private CallInvoker Invoker(bool authenticated)
    {
        var channel = GrpcChannel.ForAddress(Server.BaseAddress, new GrpcChannelOptions { HttpHandler = Server.CreateHandler() });
        var token = Services.GetRequiredService<ServiceTokens>().Issue();
        return authenticated
            ? channel.Intercept(headers =>
            {
                headers.Add("authorization", $"Bearer {token}");
                return headers;
            })
            : channel.CreateCallInvoker();
    }
}
