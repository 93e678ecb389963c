using System.Threading.Channels;

namespace Tollgate.ServiceDefaults.Messaging;

/// <summary>
/// Group commit. Items that arrive while a batch is in work form the next one, so a batch grows with the load and costs no waiting
/// without it. One batch at a time; an answer comes after its commit.
/// </summary>
/// <typeparam name="TItem">What is asked.</typeparam>
/// <typeparam name="TResult">What is answered.</typeparam>
public sealed class BatchQueue<TItem, TResult> : IAsyncDisposable
{
    private readonly Channel<Pending> channel;
    private readonly Func<IReadOnlyList<TItem>, Task<IReadOnlyList<TResult>>> handle;
    private readonly Func<TItem, int> weigh;
    private readonly int maxWeight;
    private readonly Task loop;

    /// <param name="handle">Does the work of a batch and answers its items in order. Throwing fails the whole batch.</param>
    /// <param name="maxWeight">A batch is full at this weight; a heavier single item is a batch of its own.</param>
    /// <param name="weigh">Weight of an item.</param>
    public BatchQueue(Func<IReadOnlyList<TItem>, Task<IReadOnlyList<TResult>>> handle, int maxWeight, Func<TItem, int> weigh)
    {
        this.handle = handle;
        this.weigh = weigh;
        this.maxWeight = maxWeight;
        channel = Channel.CreateBounded<Pending>(new BoundedChannelOptions(maxWeight * 4) { SingleReader = true });
        // The loop serves everyone: it must not inherit the trace or identity of whoever made the queue.
        using (ExecutionContext.SuppressFlow())
            loop = Task.Run(RunAsync);
    }

    /// <summary>Waits for a place in the queue and then for the answer. Once in the queue an item is decided, whoever still waits.</summary>
    public async Task<TResult> EnqueueAsync(TItem item, CancellationToken cancellationToken)
    {
        var pending = new Pending(item);
        await channel.Writer.WriteAsync(pending, cancellationToken);
        return await pending.Task;
    }

    /// <summary>Takes nothing more and finishes what is queued.</summary>
    public async ValueTask DisposeAsync()
    {
        channel.Writer.TryComplete();
        await loop;
    }

    private async Task RunAsync()
    {
        var reader = channel.Reader;
        var batch = new List<Pending>();
        while (await reader.WaitToReadAsync())
        {
            batch.Clear();
            var weight = 0;
            while (reader.TryPeek(out var next) && (batch.Count == 0 || weight + weigh(next.Item) <= maxWeight))
            {
                weight += weigh(next.Item);
                reader.TryRead(out _);
                batch.Add(next);
            }

            await AnswerAsync(batch);
        }
    }

    private async Task AnswerAsync(List<Pending> batch)
    {
        try
        {
            var results = await handle([.. batch.Select(pending => pending.Item)]);
            for (var i = 0; i < batch.Count; i++)
                batch[i].SetResult(results[i]);
        }
        catch (Exception error)
        {
            foreach (var pending in batch)
                pending.TrySetException(error);
        }
    }

    private sealed class Pending(TItem item) : TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public TItem Item => item;
    }
}
