using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Inference.Tests.Fakes;

namespace Tollgate.Inference.Tests.Providers;

/// <summary>Against the real ProviderSim: whatever it does to us, our books must equal its own to the token and the nano-dollar.</summary>
public sealed class SimulatedProviderTests
{
    [Theory]
    [InlineData("openai", "gpt-4.1-mini", false)]
    [InlineData("openai", "gpt-4.1", true)]
    [InlineData("openai", "o4-mini", true)]
    [InlineData("anthropic", "claude-haiku-4-5", true)]
    [InlineData("google", "gemini-2.5-flash", false)]
    public async Task A_run_on_a_simulated_model_costs_what_the_simulator_bills(string provider, string model, bool stream)
    {
        await using var world = await World.CreateAsync();
        await using var simulator = await SimulatedProvider.StartAsync();
        var replica = world.Replica(provider: simulator.BaseUrl);

        var events = await World.RunAsync(replica, World.Request("What is the deductible of plan A?", stream, model, provider));

        Assert.NotEmpty(World.TextOf(events));
        Assert.Equal(UsageRank.Provider, World.AttemptsOf(events).Single().Rank);
        await Books.AgreeAsync(world, simulator, attempts: 1);
    }

    [Theory]
    [InlineData("""{"kind": "cut_stream", "after_tokens": 3, "count": 2}""")]
    [InlineData("""{"kind": "server_error", "status": 503, "count": 2}""")]
    [InlineData("""{"kind": "rate_limit", "retry_after_s": 0, "count": 2}""")]
    [InlineData("""{"kind": "malformed_json", "count": 2}""")]
    [InlineData("""{"kind": "wrong_usage", "omit": true, "count": 2}""")]
    [InlineData("""{"kind": "wrong_usage", "multiply": 3, "count": 2}""")]
    public async Task Faults_leave_the_books_equal(string fault)
    {
        await using var world = await World.CreateAsync();
        await using var simulator = await SimulatedProvider.StartAsync();
        var replica = world.Replica(provider: simulator.BaseUrl);
        await simulator.FaultAsync(System.Text.Json.Nodes.JsonNode.Parse(fault)!);

        var attempts = 0;
        foreach (var stream in (bool[])[true, false, true])
        {
            var (events, _) = await World.TryRunAsync(replica, World.Request("Name three rivers of Europe and say where they end.", stream));
            attempts += World.AttemptsOf(events).Count;
        }

        await Books.AgreeAsync(world, simulator, attempts);
    }

    [Fact]
    public async Task Callers_who_hang_up_leave_the_books_equal()
    {
        await using var world = await World.CreateAsync();
        await using var simulator = await SimulatedProvider.StartAsync();
        await simulator.FaultAsync(new { kind = "stall", seconds = 30, after_tokens = 4 });
        var replica = world.Replica(provider: simulator.BaseUrl);

        for (var i = 0; i < 3; i++)
        {
            using var hangUp = new CancellationTokenSource();
            using var call = replica.Client.Run(World.Request("Tell me about rivers.", stream: true), replica.Signed(hangUp.Token));
            while (await call.ResponseStream.MoveNext(default) && call.ResponseStream.Current.EventCase != RunResponse.EventOneofCase.Delta)
            {
            }

            await hangUp.CancelAsync();
        }

        await World.UntilAsync(async () => (await world.EventsAsync()).Count == 3, "three settlements");
        Assert.All(await world.EventsAsync(), metered => Assert.Equal(AttemptOutcome.Cancelled, metered.Outcome));
        await Books.AgreeAsync(world, simulator, attempts: 3);
    }

    [Fact]
    public async Task A_simulator_that_dies_in_the_middle_of_an_answer_leaves_the_books_equal()
    {
        await using var world = await World.CreateAsync();
        await using var simulator = await SimulatedProvider.StartAsync();
        await simulator.FaultAsync(new { kind = "stall", seconds = 60, after_tokens = 4, count = 1 });
        var replica = world.Replica(provider: simulator.BaseUrl);

        using var call = replica.Client.Run(World.Request("Tell me about rivers.", stream: true), replica.Signed());
        while (await call.ResponseStream.MoveNext(default) && call.ResponseStream.Current.EventCase != RunResponse.EventOneofCase.Delta)
        {
        }

        await simulator.CrashAndRestartAsync();
        await Books.AgreeAsync(world, simulator, attempts: 1);
    }

    [Fact]
    public async Task Sixty_runs_at_once_over_two_replicas_balance()
    {
        await using var world = await World.CreateAsync();
        await using var simulator = await SimulatedProvider.StartAsync();
        InferenceReplica[] replicas =
        [
            world.Replica(settings => settings["Recovery:Instance"] = "a", provider: simulator.BaseUrl),
            world.Replica(settings => settings["Recovery:Instance"] = "b", provider: simulator.BaseUrl),
        ];

        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => World.RunAsync(replicas[i % 2], World.Request($"Question {i}?", stream: i % 3 == 0))));

        await Books.AgreeAsync(world, simulator, attempts: 60);
        Assert.True((await world.BatchesAsync()).Count < 60);
    }
}
