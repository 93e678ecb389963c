using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Tollgate.Contracts.Common.V1;
using Tollgate.Inference.Providers;
using Tollgate.Inference.Reconciliation;
using Tollgate.Inference.Tests.Fakes;

namespace Tollgate.Inference.Tests.Reconciliation;

/// <summary>ProviderSim as a plain OpenAI, which cannot be asked about a single call: its usage report makes the books equal afterwards.</summary>
public sealed class ReconciliationTests
{
    private const string Model = "gpt-4.1-mini";

    [Fact]
    public async Task Planted_drift_and_calls_that_are_not_ours_end_in_books_equal_to_the_providers_whoever_looks_and_how_often()
    {
        await using var world = await World.CreateAsync();
        await using var simulator = await SimulatedProvider.StartAsync();
        InferenceReplica[] replicas = [Replica(world, simulator, "a"), Replica(world, simulator, "b")];
        await RunAsync(replicas[0], "a call as it should be", fault: null, simulator);
        await RunAsync(replicas[0], "no usage in a whole answer", new { kind = "wrong_usage", omit = true, count = 1 }, simulator);
        await RunAsync(replicas[1], "no usage in a stream", new { kind = "wrong_usage", omit = true, count = 1 }, simulator, stream: true);
        await RunAsync(replicas[1], "three times too much", new { kind = "wrong_usage", multiply = 3, count = 1 }, simulator);
        await RunAsync(replicas[0], "cut off after a few words", new { kind = "cut_stream", after_tokens = 3, count = 1 }, simulator, stream: true);
        await CallDirectlyAsync(simulator, "somebody else, with our key");

        await ReconcileAsync(replicas);

        var invoice = await simulator.InvoiceAsync();
        Assert.Equal((invoice.Input, invoice.Output, invoice.CostNanos), await BooksAsync(world));
        var events = await world.EventsAsync();
        var best = events.GroupBy(metered => metered.AttemptId).Select(group => group.MaxBy(metered => metered.Rank)!).ToArray();
        Assert.Equal(invoice.CostNanos, best.Sum(metered => metered.CostNanos));

        var stranger = Assert.Single(best, metered => metered.Outcome == AttemptOutcome.Unattributed);
        Assert.Equal(("unattributed", Payer.Platform, UsageRank.Reconciled), (stranger.TenantId, stranger.Payer, stranger.Rank));
        Assert.Equal((7, "openai", Model), (stranger.AttemptId.Version, stranger.Provider, stranger.Model));
        Assert.True(stranger.CostNanos > 0);
        Assert.Equal(1, await world.ScalarAsync<long>("SELECT sum(unattributed_calls)::bigint FROM reconciled_buckets"));
        Assert.All(events.GroupBy(metered => (metered.AttemptId, metered.Rank)), fact => Assert.Single(fact));
        Assert.Contains(replicas.SelectMany(replica => replica.Logs.Lines), line => line.Contains("not ours", StringComparison.Ordinal));

        // Again, and once more without remembering how far it had come: nothing is found twice.
        await ReconcileAsync(replicas);
        await ForgetProgressAsync(world);
        await ReconcileAsync(replicas);
        Assert.Equal(events.Count, (await world.EventsAsync()).Count);
        Assert.Equal((invoice.Input, invoice.Output, invoice.CostNanos), await BooksAsync(world));
    }

    [Fact]
    public async Task What_the_provider_says_of_a_call_later_replaces_what_its_report_let_us_conclude()
    {
        await using var world = await World.CreateAsync();
        await using var simulator = await SimulatedProvider.StartAsync();
        var replica = Replica(world, simulator, "a");
        await RunAsync(replica, "no usage", new { kind = "wrong_usage", omit = true, count = 1 }, simulator);
        await ReconcileAsync(replica);
        var concluded = (await world.EventsAsync()).MaxBy(metered => metered.Rank)!;
        var settle = replica.Services.GetRequiredService<Inference.Attempts.SettleAttempt>();
        var calls = await replica.Services.GetRequiredService<KnownCalls>().ReadAsync(
            "openai", "chat", DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1), TimeSpan.Zero, default);

        var call = Assert.Single(calls);
        await settle.CorrectAsync(call.Intent, call.Result with { Rank = UsageRank.Provider });

        var last = (await world.EventsAsync())[^1];
        Assert.Equal(UsageRank.Reconciled, concluded.Rank);
        Assert.Equal((concluded.AttemptId, UsageRank.Provider, concluded.CostNanos), (last.AttemptId, last.Rank, last.CostNanos));
        Assert.Equal((await simulator.InvoiceAsync()).CostNanos, (await BooksAsync(world)).CostNanos);
    }

    [Fact]
    public async Task A_minute_with_a_call_that_has_not_ended_is_left_for_later()
    {
        await using var world = await World.CreateAsync();
        await using var simulator = await SimulatedProvider.StartAsync();
        await simulator.FaultAsync(new { kind = "stall", seconds = 120, count = 1 });
        var replica = Replica(world, simulator, "a");
        using var hangUp = new CancellationTokenSource();
        using var call = replica.Client.Run(Request("a slow one", stream: false), replica.Signed(hangUp.Token));
        await World.UntilAsync(async () => (await simulator.CallsAsync()) is [{ State: "open" }], "the call");

        await ReconcileAsync(replica);
        Assert.Equal(0, await world.ScalarAsync<long>("SELECT count(*) FROM reconciled_buckets"));

        await hangUp.CancelAsync();
        await World.UntilAsync(async () => (await simulator.CallsAsync()) is [{ State: "cut" }], "the provider hears of it");
        await World.UntilAsync(async () => await world.ScalarAsync<long>("SELECT count(*) FROM attempts WHERE state = 1") == 0, "a settled attempt");
        await ReconcileAsync(replica);
        var invoice = await simulator.InvoiceAsync();
        Assert.Equal((invoice.Input, invoice.Output, invoice.CostNanos), await BooksAsync(world));
    }

    private static InferenceReplica Replica(World world, SimulatedProvider simulator, string name) => world.Replica(settings =>
    {
        settings["Recovery:Instance"] = name;
        settings["Providers:openai:BaseUrl"] = simulator.BaseUrl;
        settings["Providers:openai:ApiKey"] = "sk-sim-local";
        settings["Providers:openai:AdminKey"] = "sk-sim-admin";
        settings["Reconciliation:Interval"] = "1.00:00:00";
        settings["HangUp:DrainFor"] = "00:00:00";
        settings["Attempts:StartWithin"] = "00:00:10";
    });

    private static Contracts.Inference.V1.RunRequest Request(string text, bool stream) => World.Request($"What is {text}?", stream, Model);

    private static async Task RunAsync(InferenceReplica replica, string text, object? fault, SimulatedProvider simulator, bool stream = false)
    {
        if (fault is not null)
            await simulator.FaultAsync(fault);
        await World.TryRunAsync(replica, Request(text, stream));
    }

    private static async Task CallDirectlyAsync(SimulatedProvider simulator, string text)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, simulator.BaseUrl + "/chat/completions")
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", "sk-sim-local") },
            Content = JsonContent.Create(new { model = Model, messages = new[] { new { role = "user", content = text } } }),
        };
        using var response = await http.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Everybody reconciles at once, up to a time when the minutes of the test are over.</summary>
    private static Task ReconcileAsync(params InferenceReplica[] replicas) => Task.WhenAll(replicas.Select(replica =>
        replica.Services.GetRequiredService<ReconcileEndpoint>().HandleAsync(
            replica.Services.GetRequiredService<ProviderRegistry>().Find("openai")!, DateTimeOffset.UtcNow.AddMinutes(2), default)));

    private static async Task<(long Input, long Output, long CostNanos)> BooksAsync(World world) => (
        await world.ScalarAsync<long>("SELECT sum(input + cached_input)::bigint FROM attempts WHERE state = 2"),
        await world.ScalarAsync<long>("SELECT sum(output + reasoning)::bigint FROM attempts WHERE state = 2"),
        await world.ScalarAsync<long>("SELECT sum(cost_nanos)::bigint FROM attempts WHERE state = 2"));

    private static async Task ForgetProgressAsync(World world)
    {
        await using var source = NpgsqlDataSource.Create(world.ConnectionString);
        await using var command = source.CreateCommand("DELETE FROM reconciliations");
        await command.ExecuteNonQueryAsync();
    }
}
