using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Tests.Fakes;
using Tollgate.Testing;

namespace Tollgate.Intake.Tests.Host;

/// <summary>One database and one broker under the tests, two replicas when a test asks, and the services behind played.</summary>
public sealed class IntakeFixture : IAsyncLifetime
{
    private readonly Dictionary<string, string> settings = [];
    private readonly List<IAsyncDisposable> started = [];
    private IntakeApp? app;
    private IntakeApp? second;

    internal FakeRouting Routing { get; } = new();

    internal FakeRetrieval Retrieval { get; } = new();

    internal FakeBilling Billing { get; } = new();

    internal FakeBudgets Budgets { get; } = new();

    internal string Database => settings["ConnectionStrings:intakedb"];

    internal IntakeApp App => app ??= Start();

    /// <summary>Another replica of the same service.</summary>
    internal IntakeApp Second => second ??= Start();

    public async Task InitializeAsync()
    {
        var routing = await FakeServer.StartAsync(Routing);
        var retrieval = await FakeServer.StartAsync(Retrieval);
        var billing = await FakeServer.StartAsync(Billing);
        var metering = await FakeServer.StartAsync(Budgets);
        started.AddRange([routing, retrieval, billing, metering]);
        settings["ConnectionStrings:intakedb"] = await TestPostgres.CreateDatabaseAsync("intake");
        settings["ConnectionStrings:messaging"] = await TestRabbitMq.CreateVirtualHostAsync();
        settings["services:routing:grpc:0"] = routing.Address;
        settings["services:retrieval:grpc:0"] = retrieval.Address;
        settings["services:billing:grpc:0"] = billing.Address;
        settings["services:metering:grpc:0"] = metering.Address;
        settings["Budgets:RefreshInterval"] = "00:00:00.2";
    }

    /// <summary>Starts a replica with other settings. The caller stops it.</summary>
    internal IntakeApp Start(params (string Key, string Value)[] other)
    {
        var merged = new Dictionary<string, string>(settings);
        foreach (var (key, value) in other)
            merged[key] = value;
        var replica = new IntakeApp(merged);
        if (other.Length == 0)
            started.Insert(0, replica);
        return replica;
    }

    /// <summary>Starts a replica whose every word is written down. The caller stops it.</summary>
    internal IntakeApp Start(CapturedLogs logs) => new(settings, logs);

    /// <summary>A tenant with a key of its own; nothing is shared between tests.</summary>
    internal async Task<TestTenant> CreateTenantAsync(int retentionDays = 1, Assistant? assistant = null, bool bound = false)
    {
        var tenantId = $"t-{Guid.NewGuid():N}"[..20];
        await App.Admin.CreateTenantAsync(new CreateTenantRequest
        {
            Tenant = new Tenant { TenantId = tenantId, DisplayName = "Test", AnswerRetentionDays = retentionDays },
        });
        if (assistant is not null)
        {
            assistant.TenantId = tenantId;
            await App.Admin.PutAssistantAsync(new PutAssistantRequest { Assistant = assistant });
        }

        var key = await App.Admin.CreateApiKeyAsync(new CreateApiKeyRequest
        {
            TenantId = tenantId,
            AssistantId = bound ? assistant?.AssistantId ?? "" : "",
        });
        return new TestTenant(tenantId, key.ApiKey.ApiKeyId, key.Secret);
    }

    public async Task DisposeAsync()
    {
        foreach (var server in started)
            await server.DisposeAsync();
    }
}

/// <summary>A tenant made for one test.</summary>
internal sealed record TestTenant(string Id, string ApiKeyId, string ApiKey);

[CollectionDefinition(Name)]
public sealed class IntakeCollection : ICollectionFixture<IntakeFixture>
{
    public const string Name = "intake";
}
