using Grpc.Core;
using Tollgate.Cli.Platform;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Platform.Tests;

/// <summary>
/// 256 requests at once through two replicas of everything, against hard budgets with room for exactly ten worst cases. The provider holds
/// its answers back until all others are refused, so the ten are really in flight. What is asserted is read from the hold history.
/// </summary>
[Collection(PlatformCollection.Name)]
public sealed class AdmissionTests(PlatformFixture fixture)
{
    private const int Requests = 256;
    private const int Room = 10;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(BudgetScope.Tenant, true)]
    [InlineData(BudgetScope.Assistant, false)]
    [InlineData(BudgetScope.User, true)]
    [InlineData(BudgetScope.Key, false)]
    [InlineData(BudgetScope.Provider, true)]
    [InlineData(BudgetScope.Platform, false)]
    public async Task Room_for_ten_admits_ten_of_256(BudgetScope scope, bool costFirst)
    {
        var caller = await BudgetedCaller.CreateAsync(fixture, $"room-{scope.ToString().ToLowerInvariant()}");
        foreach (var kind in Enum.GetValues<AskKind>())
            await FillAsync(caller, scope, kind, inCost: costFirst == (kind != AskKind.Image));
        await fixture.AssertBalancedAsync();
    }

    private async Task FillAsync(BudgetedCaller caller, BudgetScope scope, AskKind kind, bool inCost)
    {
        var budget = await caller.CreateBudgetAsync(scope, $"{caller.TenantId}-{kind.ToString().ToLowerInvariant()}", inCost);
        Assert.Null(await caller.AskAsync(kind));
        var probed = await caller.SettledAsync(budget);
        var worst = (await caller.HistoryAsync(budget)).First(change => change.Kind == HoldChangeKind.Held).HeldBy;
        // One short of an eleventh.
        await caller.LimitAsync(budget, probed.Settled + (Room * worst) + worst - 1);

        await fixture.Provider.PaceAsync("held", default);
        Task<RpcException?>[] asked;
        try
        {
            asked = [.. Enumerable.Range(0, Requests).Select(_ => caller.AskAsync(kind))];
            await UntilAsync(() => asked.Count(task => task.IsCompleted) == Requests - Room);
            Assert.Equal(Room * worst, (await caller.StateAsync(budget)).Held);
        }
        finally
        {
            await fixture.Provider.PaceAsync("natural", default);
        }

        var outcomes = await Task.WhenAll(asked);
        Assert.Equal(Room, outcomes.Count(error => error is null));
        Assert.All(outcomes.OfType<RpcException>(), error => Assert.Equal("BUDGET_EXCEEDED", RpcFailure.From(error).Reason));

        // What the ten did not use is room again.
        var settled = await caller.SettledAsync(budget);
        Assert.True(settled.Available >= worst);
        Assert.Null(await caller.AskAsync(kind));
        await caller.SettledAsync(budget);

        var history = await caller.HistoryAsync(budget);
        Assert.Equal(1 + Room + 1, history.Count(change => change.Kind == HoldChangeKind.Held));
        Assert.All(history, change => Assert.True(change.Settled + change.Held <= change.Allowance, change.ToString()));
        var refused = history.Where(change => change.Kind == HoldChangeKind.Refused).ToArray();
        Assert.Equal(Requests - Room, refused.Length);
        Assert.All(refused, change => Assert.True(change.Settled + change.Held + change.Wanted > change.Allowance, change.ToString()));
        Assert.Equal(Enumerable.Range(1, (int)history[^1].Sequence).Select(n => (long)n), history.Select(change => change.Sequence).Distinct());
        await caller.RemoveAsync(budget);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!condition())
            await Task.Delay(20, patience.Token);
    }
}
