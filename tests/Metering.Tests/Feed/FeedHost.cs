using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Ledger;
using Tollgate.Testing;

namespace Tollgate.Metering.Tests.Feed;

/// <summary>The real service on its own database and virtual host, with a clock that a test can move and webhooks that may go to loopback.</summary>
public sealed class FeedHost : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private WebApplicationFactory<Program> app = null!;
    private GrpcChannel channel = null!;

    internal FakeTimeProvider Clock { get; } = new(DateTimeOffset.UtcNow);

    internal string Broker { get; private set; } = "";

    internal NpgsqlDataSource Database => app.Services.GetRequiredService<NpgsqlDataSource>();

    internal FeedService.FeedServiceClient Feed => new(channel);

    internal UsageService.UsageServiceClient Usage => new(channel);

    internal static Metadata As(string credential) => new() { { "authorization", $"Bearer {credential}" } };

    public async Task InitializeAsync()
    {
        var database = await TestPostgres.CreateDatabaseAsync("feed");
        Broker = await TestRabbitMq.CreateVirtualHostAsync();
        app = new WebApplicationFactory<Program>().WithWebHostBuilder(host => host
            .UseSetting("ConnectionStrings:meteringdb", database)
            .UseSetting("ConnectionStrings:messaging", Broker)
            .UseSetting("ServiceIdentity:SigningKey", "a-signing-key-for-tests-only-0123456789")
            .UseSetting("Admin:Key", MeteringHost.AdminKey)
            .UseSetting("Webhooks:AllowPrivateAddresses", "true")
            .UseSetting("Webhooks:AllowHttp", "true")
            .UseSetting("Webhooks:PollInterval", "00:00:00.050")
            .ConfigureTestServices(services => services.AddSingleton<TimeProvider>(Clock)));
        channel = GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions { HttpHandler = app.Server.CreateHandler() });
    }

    public async Task DisposeAsync()
    {
        channel.Dispose();
        await app.DisposeAsync();
    }

    /// <summary>Records usage and waits until the feed has it all.</summary>
    internal async Task RecordAsync(IReadOnlyList<TokensMetered> facts)
    {
        await app.Services.GetRequiredService<RecordUsage>().HandleAsync(facts, default);
        await UntilAsync(async () => await ScalarAsync<bool>("SELECT NOT EXISTS (SELECT FROM usage_feed_pending)"));
    }

    /// <summary>Reads the feed to its end.</summary>
    internal async Task<(List<FeedEntry> Entries, string Cursor)> ReadAsync(
        string tenantId, string cursor = "", int pageSize = 0, int pages = int.MaxValue, string? credential = null)
    {
        var entries = new List<FeedEntry>();
        using var call = Feed.ReadFeed(new ReadFeedRequest { TenantId = tenantId, Cursor = cursor, PageSize = pageSize }, credential is null ? MeteringHost.AsOperator : As(credential));
        while (pages-- > 0 && await call.ResponseStream.MoveNext(default))
        {
            entries.AddRange(call.ResponseStream.Current.Entries);
            cursor = call.ResponseStream.Current.Cursor;
        }

        return (entries, cursor);
    }

    internal async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    internal static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var timeout = new CancellationTokenSource(Patience);
        while (!await condition())
            await Task.Delay(20, timeout.Token);
    }
}
