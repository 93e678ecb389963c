using Tollgate.Cli.Platform;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Tokens;

namespace Tollgate.Platform.Tests;

/// <summary>
/// Two long streams at once, through two replicas of everything, under a hard budget with room for a slice each and one more: whoever gets it goes
/// on, both are stopped in the middle, and what both used is settled within the budget, to the token what the provider bills.
/// </summary>
[Collection(PlatformCollection.Name)]
public sealed class StoppedStreamTests(PlatformFixture fixture) : IAsyncLifetime
{
    // Inference's defaults: Slices:Tokens and Slices:Margin.
    private const int Slice = 1024;
    private const int Margin = 256;
    private const int WholeAnswer = 6 * Slice;
    private const string Model = "gpt-4.1-mini";

    public Task InitializeAsync() => fixture.Provider.AnswersAsync("fill", default);

    public Task DisposeAsync() => fixture.Provider.AnswersAsync("natural", default);

    [Fact]
    public async Task Streams_stop_where_the_budget_ends_and_settle_within_it()
    {
        var caller = await BudgetedCaller.CreateAsync(fixture, "stopped-streams");
        var budget = await caller.CreateBudgetAsync(BudgetScope.User, "stopped-streams", inCost: false);
        var (prompt, worstPrompt) = await PromptAsync(caller, budget);
        var before = await caller.SettledAsync(budget);
        await caller.LimitAsync(budget, before.Settled + (2 * (worstPrompt + Slice)) + Slice + (Slice / 2));

        var streams = await Task.WhenAll(caller.StreamAsync(WholeAnswer), caller.StreamAsync(WholeAnswer));

        Assert.All(streams, stream =>
        {
            Assert.Equal("BUDGET_EXCEEDED", RpcFailure.From(stream.Error!).Reason);
            Assert.Equal("BUDGET_EXCEEDED", stream.Stopped!.Reason);
            Assert.InRange(TextTokens.Count(Model, stream.Delivered).Likely, Slice / 4, stream.Stopped.OutputTokens + Margin);
        });
        await caller.SettledAsync(budget);
        await fixture.AssertBalancedAsync();
        var settled = await caller.StateAsync(budget);
        Assert.True(settled.Settled <= settled.Allowance, settled.ToString());
        var used = settled.Settled - before.Settled;
        Assert.Equal((2 * prompt) + streams.Sum(stream => stream.Stopped!.OutputTokens), used);
        // One had a second slice, and neither a third.
        Assert.InRange(streams.Max(stream => stream.Stopped!.OutputTokens), Slice, (2 * Slice) - 1);
        Assert.InRange(streams.Min(stream => stream.Stopped!.OutputTokens), Slice / 2, Slice - 1);

        var history = await caller.HistoryAsync(budget);
        Assert.All(history, change => Assert.True(change.Settled + change.Held <= change.Allowance, change.ToString()));
        Assert.Contains(history, change => change.Kind == HoldChangeKind.Refused);
        await caller.RemoveAsync(budget);
    }

    // Tokens of the prompt, and what is held for it. Both are asked of a short answer.
    private static async Task<(long Tokens, long Worst)> PromptAsync(BudgetedCaller caller, Budget budget)
    {
        const int Short = 16;
        var (_, stopped, error) = await caller.StreamAsync(Short);
        Assert.Null(stopped);
        Assert.Null(error);
        var settled = await caller.SettledAsync(budget);
        var held = (await caller.HistoryAsync(budget)).Single(change => change.Kind == HoldChangeKind.Held);
        return (settled.Settled - Short, held.HeldBy - Short);
    }
}
