using Tollgate.Contracts.Common.V1;
using Tollgate.Inference.Tests.Fakes;

namespace Tollgate.Inference.Tests.Runs;

public sealed class RunTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_run_is_held_answered_and_settled_once(bool stream)
    {
        await using var world = await World.CreateAsync();
        var replica = world.Replica();

        var events = await World.RunAsync(replica, World.Request(stream: stream));

        var started = events[0].AttemptStarted;
        Assert.Equal("month", started.BudgetLeft.BudgetId);
        Assert.Equal("Hello", string.Concat(events.Where(e => e.Delta is not null).Select(e => e.Delta.Text)));
        var attempt = events[^2].AttemptFinished.Attempt;
        Assert.Equal(AttemptOutcome.Succeeded, attempt.Outcome);
        Assert.Equal(UsageRank.Provider, attempt.Rank);
        Assert.Equal((10, 2), (attempt.Usage.Input, attempt.Usage.Output));
        Assert.Equal(10 * 400 + 2 * 1600, attempt.Cost.Nanos);
        Assert.Equal("stop", events[^1].Completed.FinishReason);

        var call = Assert.Single(world.Provider.Calls);
        Assert.Equal(attempt.AttemptId, call.ClientRequestId);
        Assert.Equal(100, call.Body["max_completion_tokens"]!.GetValue<int>());
        var hold = Assert.Single(world.Metering.Asked);
        Assert.Equal((attempt.AttemptId, started.Held.Nanos), (hold.AttemptId, hold.Cost.Nanos));

        var metered = Assert.Single(await world.EventsAsync());
        Assert.Equal((attempt.AttemptId, attempt.Cost.Nanos, "acme"), (metered.AttemptId.ToString(), metered.CostNanos, metered.TenantId));
        Assert.Equal(2, await world.ScalarAsync<short>("SELECT state FROM attempts"));
    }
}
