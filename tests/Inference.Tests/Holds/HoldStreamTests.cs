using Tollgate.Contracts.Common.V1;
using Tollgate.Inference.Tests.Fakes;

namespace Tollgate.Inference.Tests.Holds;

public sealed class HoldStreamTests
{
    [Fact]
    public async Task A_hold_asked_while_Metering_restarts_is_granted_by_its_next_life()
    {
        await using var world = await World.CreateAsync();
        var replica = world.Replica(settings => settings["Holds:AnswerWithin"] = "00:00:30");
        await World.RunAsync(replica, World.Request());
        await world.Metering.GoAwayAsync();

        var run = World.RunAsync(replica, World.Request());
        await world.Metering.ComeBackAsync();

        Assert.Equal(AttemptOutcome.Succeeded, World.AttemptsOf(await run).Single().Outcome);
    }

    [Fact]
    public async Task A_command_that_was_never_answered_is_sent_again_on_the_next_stream()
    {
        await using var world = await World.CreateAsync();
        var replica = world.Replica(settings => settings["Holds:AnswerWithin"] = "00:00:30");
        world.Metering.Decide = _ => null;

        var run = World.RunAsync(replica, World.Request());
        await World.UntilAsync(() => Task.FromResult(!world.Metering.Asked.IsEmpty), "the first asking");
        await world.Metering.GoAwayAsync();
        world.Metering.Decide = _ => FakeMetering.Grant();
        await world.Metering.ComeBackAsync();

        Assert.Equal(AttemptOutcome.Succeeded, World.AttemptsOf(await run).Single().Outcome);
        Assert.True(world.Metering.Asked.Count >= 2);
        Assert.Single(world.Metering.Asked.Select(hold => hold.AttemptId).Distinct());
    }

    [Fact]
    public async Task A_hold_that_could_not_be_decided_is_asked_again()
    {
        await using var world = await World.CreateAsync();
        var asked = 0;
        world.Metering.Decide = _ => ++asked < 3
            ? new() { Failed = new() { Reason = "UNAVAILABLE", Retryable = true } }
            : FakeMetering.Grant();

        var events = await World.RunAsync(world.Replica(), World.Request());

        Assert.Equal(3, asked);
        Assert.Equal(AttemptOutcome.Succeeded, World.AttemptsOf(events).Single().Outcome);
    }

    [Fact]
    public async Task A_replica_that_is_silent_to_everybody_is_left_for_another_stream()
    {
        await using var world = await World.CreateAsync();
        world.Metering.Decide = _ => null;
        var replica = world.Replica(settings => settings["Holds:AnswerWithin"] = "00:00:00.3");

        await World.FailAsync(replica, World.Request());

        await World.UntilAsync(() => Task.FromResult(world.Metering.Streams >= 2), "another stream");
    }

    [Fact]
    public async Task A_replica_that_answers_others_is_not_left()
    {
        await using var world = await World.CreateAsync();
        world.Metering.Decide = hold => hold.Cost.Nanos > 1_000_000 ? null : FakeMetering.Grant();
        var replica = world.Replica(settings =>
        {
            // The others are heard only on the stream they share.
            settings["Holds:Streams"] = "1";
            settings["Holds:AnswerWithin"] = "00:00:02";
        });
        await World.RunAsync(replica, World.Request());

        var silent = World.FailAsync(replica, World.Request(max: 10_000));
        while (!silent.IsCompleted)
            await World.TryRunAsync(replica, World.Request());

        Assert.Equal(Grpc.Core.StatusCode.Unavailable, (await silent).StatusCode);
        Assert.Equal(1, world.Metering.Streams);
    }

    [Fact]
    public async Task Answers_in_any_order_reach_the_right_caller()
    {
        await using var world = await World.CreateAsync();
        world.Metering.Decide = hold => hold.OperationId.EndsWith('0')
            ? new() { Refused = new() { BudgetId = "b", ScopeKind = "tenant", ScopeId = "acme" } }
            : FakeMetering.Grant();
        var replica = world.Replica();

        var requests = Enumerable.Range(0, 30).Select(i =>
        {
            var request = World.Request();
            request.OperationId = request.OperationId[..^1] + (i % 3 == 0 ? '0' : '1');
            return request;
        }).ToArray();
        var results = await Task.WhenAll(requests.Select(request => World.TryRunAsync(replica, request)));

        for (var i = 0; i < requests.Length; i++)
            Assert.Equal(i % 3 == 0, results[i].Error is not null);
    }
}
