using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Tollgate.ServiceDefaults;
using Tollgate.ServiceDefaults.Identity;
using Tollgate.Testing;

namespace Tollgate.Metering.Tests;

/// <summary>The real service on its own database and virtual host.</summary>
public sealed class MeteringHost : IAsyncLifetime
{
    internal const string AdminKey = "tg_admin_for_tests";
    private const string SigningKey = "a-signing-key-for-tests-only-0123456789";

    private WebApplicationFactory<Program> app = null!;
    private GrpcChannel channel = null!;

    internal string Broker { get; private set; } = "";

    internal string Database { get; private set; } = "";

    internal IServiceProvider Services => app.Services;

    public async Task InitializeAsync()
    {
        Database = await TestPostgres.CreateDatabaseAsync("metering");
        Broker = await TestRabbitMq.CreateVirtualHostAsync();
        app = new WebApplicationFactory<Program>().WithWebHostBuilder(host => host
            .UseSetting("ConnectionStrings:meteringdb", Database)
            .UseSetting("ConnectionStrings:messaging", Broker)
            .UseSetting("ServiceIdentity:SigningKey", SigningKey)
            .UseSetting("Admin:Key", AdminKey));
        channel = GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions { HttpHandler = app.Server.CreateHandler() });
    }

    public async Task DisposeAsync()
    {
        channel.Dispose();
        await app.DisposeAsync();
    }

    internal TClient Client<TClient>()
        where TClient : ClientBase<TClient> => (TClient)Activator.CreateInstance(typeof(TClient), channel)!;

    internal static Metadata AsOperator => new() { { "authorization", $"Bearer {AdminKey}" } };

    internal static Metadata As(string service) => new()
    {
        {
            "authorization",
            "Bearer " + new ServiceTokens(Options.Create(new ServiceIdentityOptions { SigningKey = SigningKey }), new ServiceName(service), TimeProvider.System).Issue()
        },
    };

    internal T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();
}
