using Grpc.Core;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Inference.Tests.Fakes;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Inference.Tests.Holds;

/// <summary>Long streamed answers of the real ProviderSim, held for in slices of 64 tokens with a margin of 32.</summary>
public sealed class SlicedRunTests
{
    private const int Slice = 64;
    private const int Margin = 32;
    private const int Long = 5 * Slice;

    [Fact]
    public async Task A_long_answer_is_extended_slice_by_slice_and_finishes()
    {
        await using var world = await World.CreateAsync();
        await using var simulator = await StartAsync();

        var events = await World.RunAsync(world.Replica(Sliced, provider: simulator.BaseUrl), Request());

        var attempt = World.AttemptsOf(events).Single();
        Assert.Equal((AttemptOutcome.Succeeded, (long)Long), (attempt.Outcome, attempt.Usage.Output));
        var hold = Assert.Single(world.Metering.Asked);
        Assert.Equal(4, world.Metering.Extended.Count);
        Assert.Equal(
            [2 * Slice, 3 * Slice, 4 * Slice, Long],
            world.Metering.Extended.Select(extend => extend.Tokens - (hold.Tokens - Slice)));
        Assert.True(attempt.Cost.Nanos <= world.Metering.Totals[attempt.AttemptId].Nanos);
        var metered = Assert.Single(await world.EventsAsync());
        Assert.Equal(world.Metering.Totals[attempt.AttemptId].Nanos, metered.HeldNanos);
        await EqualAsync(world, simulator);
    }

    [Fact]
    public async Task A_hard_budget_with_room_for_a_slice_and_a_half_stops_the_answer_within_what_is_held()
    {
        await using var world = await World.CreateAsync();
        await using var simulator = await StartAsync(generates: Slice - Margin + 8);
        var replica = world.Replica(Sliced, provider: simulator.BaseUrl);
        world.Metering.TokenLimit = await FirstHoldAsync() + (Slice / 2);

        var (events, error) = await World.TryRunAsync(replica, Request());

        Assert.Equal(StatusCode.ResourceExhausted, error!.StatusCode);
        var known = TollgateException.FromRpc(error);
        Assert.Equal(Reasons.BudgetExceeded, known.Reason);
        Assert.Equal("budget:month", Assert.Single(known.Quotas).Subject);
        var attempt = World.AttemptsOf(events).Single();
        Assert.Equal((AttemptOutcome.Stopped, Reasons.BudgetExceeded, UsageRank.Provider), (attempt.Outcome, attempt.FailureReason, attempt.Rank));
        Assert.Contains($"after {attempt.Usage.Output} tokens", error.Status.Detail, StringComparison.Ordinal);
        Assert.NotEmpty(World.TextOf(events));
        Assert.Null(events.Find(e => e.Completed is not null));

        var call = await EqualAsync(world, simulator);
        Assert.Equal("cut", call.State);
        Assert.True(call.Input + call.Output <= world.Metering.Totals[attempt.AttemptId].Tokens, $"{call} is more than was held");
        Assert.True(world.Metering.Totals.Values.Sum(total => total.Tokens) <= world.Metering.TokenLimit);
    }

    [Fact]
    public async Task Metering_that_dies_in_the_middle_stops_the_answer_with_its_own_reason()
    {
        await using var world = await World.CreateAsync();
        await using var simulator = await StartAsync(generates: Slice - Margin + 8);
        var replica = world.Replica(settings => { Sliced(settings); settings["Slices:Patience"] = "00:00:00.3"; }, provider: simulator.BaseUrl);
        var gone = Task.CompletedTask;
        world.Metering.DecideExtension = _ =>
        {
            gone = world.Metering.GoAwayAsync();
            return null;
        };

        var (events, error) = await World.TryRunAsync(replica, Request());

        await gone;
        Assert.Equal(Reasons.MeteringUnavailable, TollgateException.FromRpc(error!).Reason);
        var attempt = World.AttemptsOf(events).Single();
        Assert.Equal((AttemptOutcome.Stopped, Reasons.MeteringUnavailable), (attempt.Outcome, attempt.FailureReason));
        var call = await EqualAsync(world, simulator);
        Assert.True(call.Input + call.Output <= world.Metering.Totals[attempt.AttemptId].Tokens, $"{call} is more than was held");
    }

    [Fact]
    public async Task Metering_that_comes_back_in_time_is_asked_again_and_the_answer_finishes()
    {
        await using var world = await World.CreateAsync();
        await using var simulator = await StartAsync();
        var replica = world.Replica(settings => { Sliced(settings); settings["Holds:AnswerWithin"] = "00:01:00"; }, provider: simulator.BaseUrl);
        var restarted = new TaskCompletionSource();
        world.Metering.DecideExtension = extend =>
        {
            world.Metering.DecideExtension = _ => FakeMetering.Grant();
            _ = RestartAsync();
            return null;
        };

        var events = await World.RunAsync(replica, Request());

        await restarted.Task;
        Assert.Equal(AttemptOutcome.Succeeded, World.AttemptsOf(events).Single().Outcome);
        await EqualAsync(world, simulator);

        async Task RestartAsync()
        {
            await world.Metering.GoAwayAsync();
            await world.Metering.ComeBackAsync();
            restarted.SetResult();
        }
    }

    [Fact]
    public async Task What_an_owner_leaves_behind_is_assumed_at_what_Metering_held_for_it_not_at_the_whole_worst_case()
    {
        await using var world = await World.CreateAsync();
        await using var simulator = await StartAsync(generates: Slice);
        var zombie = world.Replica(
            settings =>
            {
                Sliced(settings);
                World.WithoutReport(settings);
                settings["Recovery:Interval"] = "00:01:00";
                settings["Recovery:Lease"] = "00:00:01";
                settings["Recovery:Instance"] = "zombie";
            },
            provider: simulator.BaseUrl);
        using var hangUp = new CancellationTokenSource();
        using var call = zombie.Client.Run(Request(), zombie.Signed(hangUp.Token));
        await World.UntilAsync(() => Task.FromResult(!world.Metering.Extended.IsEmpty), "the second slice");
        while (await call.ResponseStream.MoveNext(default) && call.ResponseStream.Current.EventCase != RunResponse.EventOneofCase.Delta)
        {
        }

        world.Replica(settings => { World.WithoutReport(settings); settings["Recovery:Instance"] = "survivor"; }, provider: simulator.BaseUrl);
        await World.UntilAsync(async () => await world.ScalarAsync<long>("SELECT count(*) FROM attempts WHERE state = 2") == 1, "the take-over");

        var metered = Assert.Single(await world.EventsAsync());
        var held = world.Metering.Totals[metered.AttemptId.ToString()];
        Assert.Equal((UsageRank.Assumed, held.Nanos, held.Nanos), (metered.Rank, metered.CostNanos, metered.HeldNanos));
        Assert.Equal(held.Tokens, metered.Usage.Input + metered.Usage.Output);
        Assert.True(metered.Usage.Output < Long);
        await hangUp.CancelAsync();
    }

    [Theory]
    [InlineData("gpt-4.1-mini", false)]
    [InlineData("o4-mini", true)]
    public async Task What_is_asked_for_whole_or_may_spend_unseen_tokens_is_held_for_at_its_full_length(string model, bool stream)
    {
        await using var world = await World.CreateAsync();

        await World.RunAsync(world.Replica(Sliced), World.Request(stream: stream, model: model, max: Long));

        Assert.True(Assert.Single(world.Metering.Asked).Tokens > Long);
        Assert.Empty(world.Metering.Extended);
    }

    private static void Sliced(IDictionary<string, string?> settings)
    {
        settings["Slices:Tokens"] = Slice.ToString(System.Globalization.CultureInfo.InvariantCulture);
        settings["Slices:Margin"] = Margin.ToString(System.Globalization.CultureInfo.InvariantCulture);
        settings["Slices:Patience"] = "00:00:10";
    }

    private static RunRequest Request() => World.Request("Tell me about rivers.", stream: true, max: Long);

    /// <summary>A simulator that answers at full length; or generates so many tokens and then is silent until it is cut off.</summary>
    private static async Task<SimulatedProvider> StartAsync(int? generates = null)
    {
        var simulator = await SimulatedProvider.StartAsync();
        await simulator.FillAnswersAsync();
        if (generates is { } tokens)
            await simulator.FaultAsync(new { kind = "stall", seconds = 120, after_tokens = tokens });
        return simulator;
    }

    /// <summary>Tokens of the first hold of <see cref="Request"/>.</summary>
    private static async Task<long> FirstHoldAsync()
    {
        await using var world = await World.CreateAsync();
        await World.RunAsync(world.Replica(Sliced), Request());
        return Assert.Single(world.Metering.Asked).Tokens;
    }

    private static async Task<SimulatedCall> EqualAsync(World world, SimulatedProvider simulator)
    {
        await World.UntilAsync(
            async () => await world.ScalarAsync<long>("SELECT count(*) FROM attempts WHERE state = 1 OR unconfirmed") == 0, "books at rest");
        var call = Assert.Single(await simulator.CallsAsync());
        var metered = (await world.EventsAsync()).MaxBy(e => e.Rank)!;
        Assert.Equal(call.ClientRequestId, metered.AttemptId.ToString());
        Assert.Equal(
            (call.Input, call.Output, call.CostNanos), (metered.Usage.Input + metered.Usage.CachedInput, metered.Usage.Output, metered.CostNanos));
        return call;
    }
}
