using Tollgate.Inference.Attempts;
using Tollgate.Inference.Tests.Fakes;

namespace Tollgate.Inference.Tests.Attempts;

public sealed class GroupCommitTests
{
    [Fact]
    public async Task What_gathers_during_a_commit_shares_the_next_one()
    {
        var (first, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        var sizes = new List<int>();
        await using var commit = new GroupCommit<int, int>(
            async (items, _) =>
            {
                sizes.Add(items.Count);
                first.TrySetResult();
                await gate.Task;
                return items;
            },
            100,
            TimeSpan.FromSeconds(5));
        commit.Start();

        var one = commit.AddAsync(1);
        await first.Task;
        var rest = Enumerable.Range(2, 50).Select(commit.AddAsync).ToArray();
        gate.SetResult();

        Assert.Equal(1, await one);
        Assert.Equal(Enumerable.Range(2, 50), await Task.WhenAll(rest));
        Assert.Equal([1, 50], sizes);
    }

    [Fact]
    public async Task A_bad_row_takes_nobody_with_it()
    {
        await using var world = await World.CreateAsync();
        await world.ReadyAsync();
        await using var source = Npgsql.NpgsqlDataSource.Create(world.ConnectionString);
        var store = new IntentStore(source);
        var gate = new TaskCompletionSource();
        await using var commit = new GroupCommit<AttemptIntent, bool>(
            async (intents, cancellationToken) =>
            {
                await gate.Task;
                await store.InsertAsync(intents, cancellationToken);
                return new bool[intents.Count];
            },
            100,
            TimeSpan.FromSeconds(5));
        commit.Start();

        var (good, bad) = (World.Orphan(), World.Orphan() with { Operation = "not\0storable" });
        Task[] all = [commit.AddAsync(World.Orphan()), commit.AddAsync(good), commit.AddAsync(bad), commit.AddAsync(World.Orphan())];
        gate.SetResult();

        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => all[2]);
        await Task.WhenAll(all[0], all[1], all[3]);
        Assert.Equal(3, await world.ScalarAsync<long>("SELECT count(*) FROM attempts"));
    }

    [Fact]
    public async Task Settlements_committed_together_are_one_message()
    {
        await using var world = await World.CreateAsync();
        var replica = world.Replica();
        var (hang, everyone) = (new TaskCompletionSource(), new CountdownEvent(40));
        var answer = world.Provider.Answer;
        world.Provider.Answer = async (call, http) =>
        {
            everyone.Signal();
            await hang.Task;
            await answer(call, http);
        };

        var runs = Enumerable.Range(0, 40).Select(_ => World.RunAsync(replica, World.Request())).ToArray();
        await World.UntilAsync(() => Task.FromResult(everyone.IsSet), "forty calls at once");
        hang.SetResult();
        await Task.WhenAll(runs);

        var batches = await world.BatchesAsync();
        Assert.Equal(40, batches.Sum(batch => batch.Events.Count));
        Assert.True(batches.Count < 40, $"{batches.Count} messages for 40 attempts");
    }
}
