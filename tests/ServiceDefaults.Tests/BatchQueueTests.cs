using Tollgate.ServiceDefaults.Messaging;

namespace Tollgate.ServiceDefaults.Tests;

public sealed class BatchQueueTests
{
    [Fact]
    public async Task What_arrives_while_a_batch_is_in_work_is_the_next_batch()
    {
        var started = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        var sizes = new List<int>();
        await using var queue = new BatchQueue<int, int>(
            async items =>
            {
                sizes.Add(items.Count);
                started.TrySetResult();
                await go.Task;
                return items.Select(item => item * 2).ToArray();
            },
            maxWeight: 10,
            item => item > 100 ? 50 : 1);

        var first = queue.EnqueueAsync(1, default);
        await started.Task;
        var others = Enumerable.Range(2, 12).Append(200).Select(item => queue.EnqueueAsync(item, default)).ToArray();
        go.SetResult();

        Assert.Equal(2, await first);
        var answers = await Task.WhenAll(others);
        Assert.Equal(Enumerable.Range(2, 12).Append(200).Select(item => item * 2), answers);
        Assert.Equal([1, 10, 2, 1], sizes);
    }

    [Fact]
    public async Task A_batch_that_fails_fails_its_items_and_the_next_one_is_handled()
    {
        await using var queue = new BatchQueue<int, int>(
            items => items[0] < 0 ? throw new InvalidOperationException("no") : Task.FromResult<IReadOnlyList<int>>([.. items]), 10, _ => 1);

        await Assert.ThrowsAsync<InvalidOperationException>(() => queue.EnqueueAsync(-1, default));
        Assert.Equal(7, await queue.EnqueueAsync(7, default));
    }

    [Fact]
    public async Task Disposing_finishes_what_is_queued()
    {
        var queue = new BatchQueue<int, int>(async items => { await Task.Yield(); return items.ToArray(); }, 1, _ => 1);
        var all = Enumerable.Range(0, 3).Select(item => queue.EnqueueAsync(item, default)).ToArray();

        await queue.DisposeAsync();

        var answers = await Task.WhenAll(all);
        Assert.Equal([0, 1, 2], answers);
    }
}
