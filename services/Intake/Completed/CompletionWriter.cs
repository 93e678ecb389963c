using Npgsql;

namespace Tollgate.Intake.Completed;

/// <summary>
/// Commits ended requests in groups: whatever ended while the last group was being committed is the next group, so a commit is shared
/// by many under load and nobody waits for a timer. On the way down it empties the queue.
/// </summary>
internal sealed class CompletionWriter(
    CompletionQueue queue, CompletionStore store, TimeProvider clock, ILogger<CompletionWriter> logger) : BackgroundService
{
    private const int MaxGroup = 256;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource giveUp = new();

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // Requests have ended by now. What they left is committed before the host's own patience ends.
        queue.Complete();
        await using var patience = cancellationToken.Register(giveUp.Cancel);
        if (ExecuteTask is { } writing)
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (queue.InFlight > 0)
            CompletedLog.Lost(logger, queue.InFlight);
        await base.StopAsync(cancellationToken);
    }

    public override void Dispose()
    {
        giveUp.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var group = new List<CompletionQueue.Item>(MaxGroup);
        while (await queue.Reader.WaitToReadAsync(giveUp.Token))
        {
            group.Clear();
            while (group.Count < MaxGroup && queue.Reader.TryRead(out var item))
                group.Add(item);
            await WriteAsync(group, giveUp.Token);
        }
    }

    private async Task WriteAsync(List<CompletionQueue.Item> group, CancellationToken cancellationToken)
    {
        for (var delay = FirstDelay; ; delay = TimeSpan.FromTicks(Math.Min(delay.Ticks * 2, MaxDelay.Ticks)))
        {
            try
            {
                await store.WriteAsync([.. group.Select(item => item.Ended)], cancellationToken);
                foreach (var item in group)
                    queue.Done(item, null);
                return;
            }
            catch (Exception error) when (IsTransient(error))
            {
                CompletedLog.Retrying(logger, group.Count, error);
                await Task.Delay(delay, clock, cancellationToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                await SeparateAsync(group, error, cancellationToken);
                return;
            }
        }
    }

    // One bad row must not take the others with it.
    private async Task SeparateAsync(List<CompletionQueue.Item> group, Exception error, CancellationToken cancellationToken)
    {
        if (group.Count == 1)
        {
            CompletedLog.Dropped(logger, group[0].Ended.Event.OperationId, error);
            queue.Done(group[0], error);
            return;
        }

        foreach (var item in group)
            await WriteAsync([item], cancellationToken);
    }

    private static bool IsTransient(Exception error) => error is NpgsqlException { IsTransient: true } or TimeoutException or IOException;
}
