using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Inference.Prompts;
using Tollgate.Inference.Tests.Fakes;

namespace Tollgate.Inference.Tests.Runs;

/// <summary>A caller goes away in the middle of its answer: what was generated is settled once, and not much more is generated.</summary>
public sealed class HangUpTests
{
    private const int WholeAnswer = 900;

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task A_stream_without_its_caller_is_cut_at_once_and_settled_as_the_provider_bills_it(int chunks)
    {
        await using var world = await World.CreateAsync();
        await using var simulator = await SimulatedProvider.StartAsync();
        await simulator.FillAnswersAsync();
        await simulator.FaultAsync(new { kind = "stall", seconds = 120, after_tokens = 300 });
        var replica = world.Replica(provider: simulator.BaseUrl);

        var delivered = await HangUpAsync(replica, chunks);

        await World.UntilAsync(async () => (await simulator.CallsAsync()) is [{ State: "cut" }], "the provider hears of it");
        var metered = await SettledAsync(world);
        var call = Assert.Single(await simulator.CallsAsync());
        Assert.Equal((AttemptOutcome.Cancelled, UsageRank.Provider), (metered.Outcome, metered.Rank));
        Assert.Equal((call.ClientRequestId, call.Output, call.CostNanos), (metered.AttemptId.ToString(), metered.Usage.Output, metered.CostNanos));
        Assert.InRange(metered.Usage.Output, PromptTokens.CountText("gpt-4.1-mini", delivered), 300);
    }

    [Fact]
    public async Task A_whole_answer_nobody_waits_for_is_cut_at_once_and_settled_as_the_provider_bills_it()
    {
        await using var world = await World.CreateAsync();
        await using var simulator = await SimulatedProvider.StartAsync();
        await simulator.FaultAsync(new { kind = "stall", seconds = 120 });
        var replica = world.Replica(provider: simulator.BaseUrl);
        using var hangUp = new CancellationTokenSource();
        using var call = replica.Client.Run(World.Request(max: WholeAnswer), replica.Signed(hangUp.Token));
        await World.UntilAsync(async () => (await simulator.CallsAsync()) is [{ State: "open" }], "the call");

        await hangUp.CancelAsync();

        await World.UntilAsync(async () => (await simulator.CallsAsync()) is [{ State: "cut" }], "the provider hears of it");
        var metered = await SettledAsync(world);
        var billed = Assert.Single(await simulator.CallsAsync());
        Assert.Equal((AttemptOutcome.Cancelled, billed.Input, billed.Output, billed.CostNanos), (metered.Outcome, metered.Usage.Input, metered.Usage.Output, metered.CostNanos));
    }

    [Fact]
    public async Task Where_nobody_can_be_asked_an_answer_goes_on_for_so_many_tokens_and_is_then_cut()
    {
        await using var world = await World.CreateAsync();
        var cut = new TaskCompletionSource();
        world.Provider.Answer = async (_, http) =>
        {
            http.Response.ContentType = "text/event-stream";
            for (var i = 0; i < WholeAnswer && !http.RequestAborted.IsCancellationRequested; i++)
            {
                await Wire.ChunkAsync(http, new { role = "assistant", content = " word" }, null, null);
                await Task.Delay(5);
            }

            if (http.RequestAborted.IsCancellationRequested)
                cut.TrySetResult();
        };
        var replica = world.Replica(settings =>
        {
            World.WithoutReport(settings);
            settings["HangUp:DrainFor"] = "00:00:30";
            settings["HangUp:DrainTokens"] = "20";
        });

        var delivered = await HangUpAsync(replica, chunks: 2);

        await cut.Task.WaitAsync(TimeSpan.FromSeconds(60));
        var metered = await SettledAsync(world);
        var seen = PromptTokens.CountText("gpt-4.1-mini", delivered);
        Assert.Equal((AttemptOutcome.Cancelled, UsageRank.Counted), (metered.Outcome, metered.Rank));
        Assert.True(metered.Usage.Output >= seen + 20, $"{metered.Usage.Output} after {seen}");
        Assert.True(metered.Usage.Output < WholeAnswer);
    }

    [Fact]
    public async Task Where_nobody_can_be_asked_an_answer_that_says_no_more_is_cut_in_time()
    {
        await using var world = await World.CreateAsync();
        var cut = new TaskCompletionSource();
        world.Provider.Answer = async (_, http) =>
        {
            await Wire.StreamAsync(http, ["Once upon a time"], usage: null, finish: false);
            http.RequestAborted.Register(() => cut.TrySetResult());
            await cut.Task;
        };
        var replica = world.Replica(settings => { World.WithoutReport(settings); settings["HangUp:DrainFor"] = "00:00:00.2"; });

        await HangUpAsync(replica, chunks: 1);

        await cut.Task.WaitAsync(TimeSpan.FromSeconds(60));
        var metered = await SettledAsync(world);
        Assert.Equal((AttemptOutcome.Cancelled, UsageRank.Counted, 4), (metered.Outcome, metered.Rank, metered.Usage.Output));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_nobody_can_be_asked_the_end_of_an_answer_is_waited_for_and_its_statement_taken(bool stream)
    {
        await using var world = await World.CreateAsync();
        var (called, gone) = (new TaskCompletionSource(), new TaskCompletionSource());
        world.Provider.Answer = async (_, http) =>
        {
            if (stream)
                await Wire.StreamAsync(http, ["Hel"], usage: null, finish: false);
            called.SetResult();
            await gone.Task;
            if (!stream)
            {
                await Wire.CompleteAsync(http, "Hello", Wire.Usage(10, 2));
                return;
            }

            await Wire.ChunkAsync(http, new { content = "lo" }, "stop", null);
            await Wire.ChunkAsync(http, null, null, Wire.Usage(10, 2));
        };
        var replica = world.Replica(settings => { World.WithoutReport(settings); settings["HangUp:DrainFor"] = "00:00:30"; });
        using var hangUp = new CancellationTokenSource();
        using var call = replica.Client.Run(World.Request(stream: stream), replica.Signed(hangUp.Token));
        await called.Task.WaitAsync(TimeSpan.FromSeconds(60));

        await hangUp.CancelAsync();
        gone.SetResult();

        var metered = await SettledAsync(world);
        Assert.Equal((UsageRank.Provider, 10, 2), (metered.Rank, metered.Usage.Input, metered.Usage.Output));
    }

    /// <summary>Reads so many deltas, goes away, and says what was delivered.</summary>
    private static async Task<string> HangUpAsync(InferenceReplica replica, int chunks)
    {
        using var hangUp = new CancellationTokenSource();
        using var call = replica.Client.Run(World.Request(stream: true, max: WholeAnswer), replica.Signed(hangUp.Token));
        var delivered = "";
        for (var seen = 0; seen < chunks && await call.ResponseStream.MoveNext(default);)
        {
            if (call.ResponseStream.Current.EventCase is not RunResponse.EventOneofCase.Delta)
                continue;
            delivered += call.ResponseStream.Current.Delta.Text;
            seen++;
            // All that is generated before the stall may come in fewer pieces than asked for.
            if (delivered.Length > 1_000)
                break;
        }

        await hangUp.CancelAsync();
        return delivered;
    }

    private static async Task<TokensMetered> SettledAsync(World world)
    {
        await World.UntilAsync(
            async () => await world.ScalarAsync<long>("SELECT count(*) FROM attempts WHERE state = 2 AND NOT unconfirmed") == 1, "one settled attempt");
        var events = await world.EventsAsync();
        Assert.Single(events.Select(metered => metered.AttemptId).Distinct());
        return events.MaxBy(metered => metered.Rank)!;
    }
}
