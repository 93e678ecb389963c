using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Inference.Attempts;
using Tollgate.ServiceDefaults.Messaging;
using Tollgate.Testing;

namespace Tollgate.Inference.Tests.Fakes;

/// <summary>A database, a Metering, a Billing and a provider of a test's own, and as many replicas of the service over them as it wants.</summary>
internal sealed class World : IAsyncDisposable
{
    private readonly List<InferenceReplica> replicas = [];

    private World(string database, FakeMetering metering, FakeBilling billing, FakeProvider provider) =>
        (ConnectionString, Metering, Billing, Provider) = (database, metering, billing, provider);

    public string ConnectionString { get; }

    public FakeMetering Metering { get; }

    public FakeBilling Billing { get; }

    public FakeProvider Provider { get; }

    public static async Task<World> CreateAsync() =>
        new(
            await TestPostgres.CreateDatabaseAsync("inference"), await FakeMetering.StartAsync(), await FakeBilling.StartAsync(),
            await FakeProvider.StartAsync());

    public InferenceReplica Replica(
        Action<IDictionary<string, string?>>? settings = null, Action<IServiceCollection>? services = null, string? provider = null)
    {
        var replica = new InferenceReplica(ConnectionString, Metering.Address, Billing.Address, provider ?? Provider.BaseUrl, settings, services);
        replicas.Add(replica);
        _ = replica.Server;
        return replica;
    }

    public static RunRequest Request(string text = "Hello?", bool stream = false, string model = "gpt-4.1-mini", string provider = "openai", int max = 100) => new()
    {
        OperationId = Guid.CreateVersion7().ToString(),
        Caller = new Caller { TenantId = "acme", AssistantId = "triage", UserId = "u-1", ApiKeyId = "key-1", Environment = "test" },
        Provider = provider,
        Model = model,
        MaxOutputTokens = max,
        Stream = stream,
        Payer = Payer.Customer,
        Prompt = new Prompt
        {
            Messages = { new PromptMessage { Role = "user", Origin = PromptOrigin.User, Parts = { new ContentPart { Text = text } } } },
        }.ToByteString(),
    };

    public static async Task<List<RunResponse>> RunAsync(InferenceReplica replica, RunRequest request, CancellationToken cancellationToken = default)
    {
        using var call = replica.Client.Run(request, replica.Signed(cancellationToken));
        var events = new List<RunResponse>();
        await foreach (var response in call.ResponseStream.ReadAllAsync(cancellationToken))
            events.Add(response);
        return events;
    }

    public static async Task<(List<RunResponse> Events, RpcException? Error)> TryRunAsync(InferenceReplica replica, RunRequest request)
    {
        using var call = replica.Client.Run(request, replica.Signed());
        var events = new List<RunResponse>();
        try
        {
            await foreach (var response in call.ResponseStream.ReadAllAsync())
                events.Add(response);
            return (events, null);
        }
        catch (RpcException error)
        {
            return (events, error);
        }
    }

    public static async Task<RpcException> FailAsync(InferenceReplica replica, RunRequest request) =>
        (await TryRunAsync(replica, request)).Error ?? throw new InvalidOperationException("The run succeeded.");

    public static string TextOf(IEnumerable<RunResponse> events) =>
        string.Concat(events.Where(response => response.Delta is not null).Select(response => response.Delta.Text));

    public static List<Attempt> AttemptsOf(IEnumerable<RunResponse> events) =>
        [.. events.Where(response => response.AttemptFinished is not null).Select(response => response.AttemptFinished.Attempt)];

    /// <summary>A provider without books that could be asked.</summary>
    public static void WithoutReport(IDictionary<string, string?> settings) => settings["Providers:sim:AdminKey"] = "";

    /// <summary>The provider's books say that a call has ended.</summary>
    public static object Finished(long input, long output) => new
    {
        state = "finished",
        usage = new { input, cached_input = 0, image_input = 0, tool_input = 0, output, reasoning = 0 },
        cost_nanos = 1,
        calls = new[] { new { model = "reported-model" } },
    };

    /// <summary>Every usage batch in the outbox, in order.</summary>
    public async Task<List<UsageBatch>> BatchesAsync()
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString);
        await using var command = source.CreateCommand("SELECT body FROM messaging.outbox ORDER BY id");
        await using var reader = await command.ExecuteReaderAsync();
        var batches = new List<UsageBatch>();
        while (await reader.ReadAsync())
            batches.Add(JsonSerializer.Deserialize<UsageBatch>(reader.GetFieldValue<byte[]>(0), MessageJson.Options)!);
        return batches;
    }

    public async Task<List<TokensMetered>> EventsAsync() => [.. (await BatchesAsync()).SelectMany(batch => batch.Events)];

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString);
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Makes the tables, by starting a replica and stopping it again.</summary>
    public async Task ReadyAsync() => await Replica(settings => settings["Recovery:Instance"] = "first").DisposeAsync();

    /// <summary>Writes intents whose owner died long ago.</summary>
    public async Task OrphansAsync(int count)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString);
        var store = new IntentStore(source);
        await store.InsertAsync([.. Enumerable.Range(0, count).Select(_ => Orphan())], default);
    }

    public static AttemptIntent Orphan() => new()
    {
        AttemptId = Guid.CreateVersion7(),
        OperationId = Guid.CreateVersion7(),
        Caller = new Caller { TenantId = "acme" },
        Operation = "chat",
        Provider = "openai",
        Model = "gpt-4.1",
        Endpoint = "sim",
        Payer = Payer.Customer,
        Origins = new OriginCounts { User = 7 },
        WorstCase = new WorstCase(30, 40, 1_000, "USD", "v1"),
        Owner = new OwnerEpoch("long-dead", 1),
        StartTime = DateTimeOffset.UtcNow.AddMinutes(-5),
        StartWithin = TimeSpan.FromSeconds(5),
        EndWithin = TimeSpan.FromSeconds(100),
    };

    /// <summary>Waits until something that other processes bring about is so.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo, string what)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await isSo())
        {
            try
            {
                await poll.WaitForNextTickAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"Never came: {what}");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in replicas)
            await replica.DisposeAsync();
        await Provider.DisposeAsync();
        await Metering.DisposeAsync();
        await Billing.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
    }
}
