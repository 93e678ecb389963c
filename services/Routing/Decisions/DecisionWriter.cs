using System.Threading.Channels;

namespace Tollgate.Routing.Decisions;

/// <summary>
/// Writes decisions in groups: whatever arrives while one statement runs goes with the next. Callers learn when theirs is durable, and
/// ask only at the end of their request, when it long has been.
/// </summary>
internal sealed class DecisionWriter(DecisionStore store, ILogger<DecisionWriter> logger) : BackgroundService
{
    private const int MaxBatch = 512;

    // Bounded, so that a database that is away slows requests down instead of eating the memory.
    private readonly Channel<(DecisionRow Row, TaskCompletionSource Done)> queue =
        Channel.CreateBounded<(DecisionRow, TaskCompletionSource)>(new BoundedChannelOptions(4096) { SingleReader = true });
    private long pending;

    /// <summary>Decisions accepted and not yet durable.</summary>
    public long Pending => Interlocked.Read(ref pending);

    /// <summary>Queues a decision; the inner task ends when it is durable, or given up.</summary>
    public async ValueTask<Task> EnqueueAsync(DecisionRow row, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Increment(ref pending);
        try
        {
            await queue.Writer.WriteAsync((row, done), cancellationToken);
        }
        catch
        {
            Interlocked.Decrement(ref pending);
            throw;
        }

        return done.Task;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The server drains its requests before this service is stopped, so what is queued then belongs to nobody who still waits.
        while (await queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            var batch = new List<(DecisionRow Row, TaskCompletionSource Done)>();
            while (batch.Count < MaxBatch && queue.Reader.TryRead(out var item))
                batch.Add(item);
            await WriteAsync(batch);
        }
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        queue.Writer.TryComplete();
        return ExecuteTask ?? Task.CompletedTask;
    }

    private async Task WriteAsync(List<(DecisionRow Row, TaskCompletionSource Done)> batch)
    {
        try
        {
            await store.AppendAsync([.. batch.Select(item => item.Row)], CancellationToken.None);
        }
        catch (Exception ex)
        {
            // The answers are paid for: losing the explanation is better than losing them too.
            DecisionsLog.WriteFailed(logger, batch.Count, ex);
        }

        Interlocked.Add(ref pending, -batch.Count);
        foreach (var (_, done) in batch)
            done.TrySetResult();
    }
}
