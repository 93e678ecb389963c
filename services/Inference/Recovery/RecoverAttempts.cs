using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Tollgate.Inference.Attempts;

namespace Tollgate.Inference.Recovery;

/// <summary>
/// Looks for attempts without a living owner, ours of an earlier life first of all, and resolves each. Any number of replicas may look at
/// the same time; each attempt is taken by one.
/// </summary>
internal sealed class RecoverAttempts(
    OrphanStore store, ResolveOrphan resolve, Ownership ownership, RunningAttempts running, IOptions<RecoveryOptions> options,
    TimeProvider clock, ILogger<RecoverAttempts> logger) : BackgroundService
{
    // The running list can be trusted about attempts that began a moment before it was read.
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Guid, Task> resolving = new();

    /// <summary>Attempts being resolved here.</summary>
    public int InHand => resolving.Count;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await LookAsync(stoppingToken);
            await Task.Delay(options.Value.Interval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(resolving.Values);
    }

    /// <summary>Takes over what can be taken over and begins to resolve it.</summary>
    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var since = clock.GetUtcNow() - Moment;
                var orphans = await store.TakeOverAsync(
                    ownership.Current, [.. running.Ids, .. resolving.Keys], since, options.Value.TakeOverBatch, cancellationToken);
                if (orphans.Count == 0)
                    return;

                RecoveryLog.TookOver(logger, orphans.Count);
                foreach (var orphan in orphans)
                    Begin(orphan, cancellationToken);
                if (orphans.Count < options.Value.TakeOverBatch)
                    return;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
        catch (Exception error)
        {
            RecoveryLog.LookFailed(logger, error);
        }
    }

    private void Begin(Orphan orphan, CancellationToken cancellationToken)
    {
        // Entered before it can leave: the task may be done before this method is.
        var begin = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (resolving.TryAdd(orphan.Intent.AttemptId, ResolveAsync(orphan, begin.Task, cancellationToken)))
            begin.SetResult();
    }

    private async Task ResolveAsync(Orphan orphan, Task begin, CancellationToken cancellationToken)
    {
        await begin;
        try
        {
            await resolve.HandleAsync(orphan, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
        catch (Exception error)
        {
            RecoveryLog.ResolveFailed(logger, orphan.Intent.AttemptId, error);
        }
        finally
        {
            resolving.TryRemove(orphan.Intent.AttemptId, out _);
        }
    }
}
