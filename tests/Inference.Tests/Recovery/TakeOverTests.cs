using Tollgate.Contracts.Common.V1;
using Tollgate.Inference.Tests.Fakes;

namespace Tollgate.Inference.Tests.Recovery;

public sealed class TakeOverTests
{
    // A replica that registers and never renews: to everybody else it is dead when its lease ends, whatever it believes itself.
    private static readonly Action<IDictionary<string, string?>> Zombie = settings =>
    {
        settings["Recovery:Interval"] = "00:01:00";
        settings["Recovery:Lease"] = "00:00:01";
        settings["Recovery:Instance"] = "zombie";
    };

    private static readonly Action<IDictionary<string, string?>> Survivor = settings => settings["Recovery:Instance"] = "survivor";

    [Fact]
    public async Task A_dead_owners_call_is_settled_by_a_survivor_as_the_provider_says_and_the_zombies_result_is_dropped()
    {
        await using var world = await World.CreateAsync();
        var (called, release) = Hang(world);
        world.Provider.Report = _ => World.Finished(input: 12, output: 5);
        var zombie = world.Replica(Zombie);
        world.Replica(Survivor);

        var run = World.RunAsync(zombie, World.Request());
        await called.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await SettledAsync(world);
        release.SetResult();
        await run;

        var metered = Assert.Single(await world.EventsAsync());
        Assert.Equal((AttemptOutcome.Recovered, UsageRank.Provider), (metered.Outcome, metered.Rank));
        Assert.Equal((12, 5), (metered.Usage.Input, metered.Usage.Output));
        Assert.Equal("survivor", await world.ScalarAsync<string>("SELECT owner FROM attempts"));
        Assert.Contains(zombie.Logs.Lines, line => line.Contains("was dropped", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_call_still_in_progress_is_waited_for()
    {
        await using var world = await World.CreateAsync();
        var (called, release) = Hang(world);
        var asked = 0;
        world.Provider.Report = _ => Interlocked.Increment(ref asked) < 4 ? new { state = "in_progress" } : World.Finished(input: 12, output: 5);
        var zombie = world.Replica(Zombie);
        world.Replica(Survivor);

        var run = World.RunAsync(zombie, World.Request());
        await called.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await SettledAsync(world);

        Assert.True(asked >= 4);
        Assert.Equal(5, Assert.Single(await world.EventsAsync()).Usage.Output);
        release.SetResult();
        await run;
    }

    [Fact]
    public async Task A_call_the_provider_never_saw_costs_nothing()
    {
        await using var world = await World.CreateAsync();
        var (called, release) = Hang(world);
        var zombie = world.Replica(Zombie);
        world.Replica(Survivor);

        var run = World.RunAsync(zombie, World.Request());
        await called.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await SettledAsync(world);

        var metered = Assert.Single(await world.EventsAsync());
        Assert.Equal((0, AttemptOutcome.Recovered, UsageRank.Reconciled), (metered.CostNanos, metered.Outcome, metered.Rank));

        // It did see it after all: the truth of the call itself ranks higher than its absence from a report, and replaces it.
        release.SetResult();
        await run;
        var events = await world.EventsAsync();
        Assert.Equal([UsageRank.Reconciled, UsageRank.Provider], events.Select(e => e.Rank));
        Assert.Single(events.Select(e => e.AttemptId).Distinct());
    }

    [Fact]
    public async Task Without_books_to_ask_the_worst_case_stands_until_something_better_is_known()
    {
        await using var world = await World.CreateAsync();
        var (called, release) = Hang(world);
        var zombie = world.Replica(settings => { Zombie(settings); World.WithoutReport(settings); });
        world.Replica(settings => { Survivor(settings); World.WithoutReport(settings); });

        var run = World.RunAsync(zombie, World.Request());
        await called.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await SettledAsync(world);

        var metered = Assert.Single(await world.EventsAsync());
        Assert.Equal((UsageRank.Assumed, metered.HeldNanos), (metered.Rank, metered.CostNanos));
        Assert.Equal(100, metered.Usage.Output);
        release.SetResult();
        await run;
    }

    [Fact]
    public async Task A_restarted_replica_takes_over_from_its_earlier_life_without_waiting_for_the_lease()
    {
        await using var world = await World.CreateAsync();
        var (called, release) = Hang(world);
        world.Provider.Report = _ => World.Finished(input: 12, output: 5);
        var before = world.Replica(settings => { Zombie(settings); settings["Recovery:Lease"] = "00:05:00"; });

        var run = World.RunAsync(before, World.Request());
        await called.Task.WaitAsync(TimeSpan.FromSeconds(60));
        world.Replica(settings => { settings["Recovery:Instance"] = "zombie"; settings["Recovery:Lease"] = "00:05:00"; });
        await SettledAsync(world);

        Assert.Equal(AttemptOutcome.Recovered, Assert.Single(await world.EventsAsync()).Outcome);
        Assert.Equal(2, await world.ScalarAsync<long>("SELECT epoch FROM owners WHERE owner = 'zombie'"));
        release.SetResult();
        await run;
    }

    [Fact]
    public async Task A_living_owners_call_is_left_alone()
    {
        await using var world = await World.CreateAsync();
        var (called, release) = Hang(world);
        var owner = world.Replica(settings => settings["Recovery:Instance"] = "owner");
        var other = world.Replica(Survivor);

        var run = World.RunAsync(owner, World.Request());
        await called.Task.WaitAsync(TimeSpan.FromSeconds(60));
        for (var i = 0; i < 5; i++)
            await other.Recovery.LookAsync(default);

        Assert.Equal("owner", await world.ScalarAsync<string>("SELECT owner FROM attempts"));
        release.SetResult();
        await run;
        Assert.Equal(AttemptOutcome.Succeeded, Assert.Single(await world.EventsAsync()).Outcome);
    }

    [Fact]
    public async Task Many_orphans_are_shared_by_survivors_and_each_is_settled_once()
    {
        await using var world = await World.CreateAsync();
        world.Provider.Report = _ => World.Finished(input: 3, output: 1);
        await world.ReadyAsync();
        await world.OrphansAsync(60);

        world.Replica(settings => { settings["Recovery:Instance"] = "a"; settings["Recovery:TakeOverBatch"] = "7"; });
        world.Replica(settings => { settings["Recovery:Instance"] = "b"; settings["Recovery:TakeOverBatch"] = "7"; });
        await SettledAsync(world, 60);

        var events = await world.EventsAsync();
        Assert.Equal(60, events.Select(e => e.AttemptId).Distinct().Count());
        Assert.Equal(60, events.Count);
    }

    [Fact]
    public async Task Usage_settled_by_our_own_count_is_corrected_when_the_provider_states_it_even_after_a_restart()
    {
        await using var world = await World.CreateAsync();
        world.Provider.Answer = (_, http) => Wire.StreamAsync(http, ["Once ", "upon "], usage: null, finish: false);
        world.Provider.Report = _ => new { state = "in_progress" };
        await using (var first = world.Replica(settings => { Survivor(settings); settings["Recovery:AskAtEndFor"] = "00:00:00"; }))
        {
            await World.TryRunAsync(first, World.Request(stream: true));
            Assert.Equal(UsageRank.Counted, Assert.Single(await world.EventsAsync()).Rank);
        }

        world.Provider.Report = _ => World.Finished(input: 11, output: 40);
        world.Replica(Survivor);
        await World.UntilAsync(async () => (await world.EventsAsync()).Count == 2, "the correction");

        var events = await world.EventsAsync();
        Assert.Equal((UsageRank.Provider, 40, AttemptOutcome.Failed), (events[1].Rank, events[1].Usage.Output, events[1].Outcome));
        Assert.Equal(events[0].AttemptId, events[1].AttemptId);
        Assert.NotEqual(events[0].EventId, events[1].EventId);
        Assert.Equal(0, await world.ScalarAsync<long>("SELECT count(*) FROM attempts WHERE unconfirmed"));
    }

    private static (TaskCompletionSource Called, TaskCompletionSource Release) Hang(World world)
    {
        var (called, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var answer = world.Provider.Answer;
        world.Provider.Answer = async (call, http) =>
        {
            called.TrySetResult();
            await release.Task;
            await answer(call, http);
        };
        return (called, release);
    }

    private static Task SettledAsync(World world, int count = 1) => World.UntilAsync(
        async () => await world.ScalarAsync<long>("SELECT count(*) FROM attempts WHERE state = 2") == count, $"{count} settled attempts");
}
