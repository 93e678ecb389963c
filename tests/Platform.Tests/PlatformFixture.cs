using Aspire.Hosting;
using Aspire.Hosting.Testing;
using Tollgate.Cli.Books;
using Tollgate.Cli.Chaos;
using Tollgate.Cli.Hosting;
using Tollgate.Cli.Northstar;
using Tollgate.Cli.Platform;
using Tollgate.Platform.Tests.Telemetry;
using Tollgate.Testing;

namespace Tollgate.Platform.Tests;

/// <summary>
/// The whole platform, as the app host runs it: two replicas of each service that a request passes through, real PostgreSQL and RabbitMQ,
/// the simulated provider, an OTLP collector, and the sample day's tenants and documents.
/// </summary>
public sealed class PlatformFixture : IAsyncLifetime
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(10);
    private readonly string data = Directory.CreateTempSubdirectory("tollgate-platform-").FullName;
    private DistributedApplication? app;
    private PlatformClients? platform;
    private ProviderBooks? provider;

    internal Collector Telemetry { get; private set; } = null!;

    internal PlatformClients Platform => platform!;

    internal ProviderBooks Provider => provider!;

    internal Day Day { get; private set; } = null!;

    /// <summary>API key by tenant.</summary>
    internal IReadOnlyDictionary<string, string> Keys { get; private set; } = null!;

    internal HostDocument Host => LocalHost.Read(data) ?? throw new InvalidOperationException("The host has not said where it is.");

    public async Task InitializeAsync()
    {
        Telemetry = await Collector.StartAsync();
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(
        [
            $"--Data:Folder={data}", "--Data:Temporary=true", $"--OTEL_EXPORTER_OTLP_ENDPOINT={Telemetry.Endpoint}",
            "--Replicas:intake=2", "--Replicas:routing=2", "--Replicas:inference=2", "--Replicas:metering=2", "--Replicas:billing=2",
        ]);
        app = await builder.BuildAsync();
        await app.StartAsync();
        using var patience = new CancellationTokenSource(StartPatience);
        while (LocalHost.Read(data) is not { State: "ready" })
            await Task.Delay(100, patience.Token);

        var addresses = PlatformAddresses.From(Host);
        platform = new PlatformClients(addresses);
        provider = ProviderBooks.Create(addresses);
        Day = Day.Read(RepositoryRoot.Combine("samples/northstar"));
        Keys = await new DaySetup(platform).ApplyAsync(Day with { Budgets = [] }, _ => { }, patience.Token);
    }

    public async Task DisposeAsync()
    {
        provider?.Dispose();
        platform?.Dispose();
        if (app is not null)
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }

        if (Telemetry is not null)
            await Telemetry.DisposeAsync();
    }

    internal Task<AuditResult> AuditAsync() => new SystemAudit(Platform, provider).RunAsync(default);

    internal ChaosRun Chaos(ChaosOptions options) => new(() => Host, Platform, Provider, options);

    internal async Task AssertBalancedAsync()
    {
        var audit = await AuditAsync();
        Assert.True(audit.Balanced, string.Join('\n', audit.Findings));
        Assert.Equal((0, 0), (audit.DifferenceTokens, audit.DifferenceNanos));
        Assert.Equal(audit.ProviderRecords, audit.UsageRecords);
    }
}

[CollectionDefinition(Name)]
public sealed class PlatformCollection : ICollectionFixture<PlatformFixture>
{
    internal const string Name = "platform";
}
