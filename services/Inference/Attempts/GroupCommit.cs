using System.Threading.Channels;
using Npgsql;

namespace Tollgate.Inference.Attempts;

/// <summary>
/// Lets concurrent callers share a commit: while one batch is being written the next one gathers. A batch that fails because of its data
/// is written again one by one, so that a bad row takes nobody with it.
/// </summary>
internal sealed class GroupCommit<TItem, TResult>(
    Func<IReadOnlyList<TItem>, CancellationToken, Task<IReadOnlyList<TResult>>> write, int maxBatch, TimeSpan timeout) : IAsyncDisposable
{
    private readonly Channel<Waiting> queue = Channel.CreateUnbounded<Waiting>(new UnboundedChannelOptions { SingleReader = true });
    private Task? loop;

    public void Start() => loop ??= Task.Run(RunAsync);

    /// <summary>Completes when the item is durable.</summary>
    public Task<TResult> AddAsync(TItem item)
    {
        var waiting = new Waiting(item);
        return queue.Writer.TryWrite(waiting)
            ? waiting.Done.Task
            : Task.FromException<TResult>(new InvalidOperationException("The service is stopping."));
    }

    /// <summary>Writes what has gathered and takes no more.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        if (loop is not null)
            await loop;
    }

    private async Task RunAsync()
    {
        var batch = new List<Waiting>(maxBatch);
        while (await queue.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < maxBatch && queue.Reader.TryRead(out var waiting))
                batch.Add(waiting);
            await WriteAsync(batch);
        }
    }

    private async Task WriteAsync(IReadOnlyList<Waiting> batch)
    {
        try
        {
            using var limit = new CancellationTokenSource(timeout);
            var results = await write([.. batch.Select(waiting => waiting.Item)], limit.Token);
            for (var i = 0; i < batch.Count; i++)
                batch[i].Done.SetResult(results[i]);
        }
        catch (PostgresException error) when (!error.IsTransient && batch.Count > 1)
        {
            foreach (var waiting in batch)
                await WriteAsync([waiting]);
        }
        catch (Exception error)
        {
            foreach (var waiting in batch)
                waiting.Done.TrySetException(error);
        }
    }

    private sealed class Waiting(TItem item)
    {
        public TItem Item => item;

        public TaskCompletionSource<TResult> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
