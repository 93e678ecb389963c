namespace Tollgate.AppHost.Local;

/// <summary>Asks a process for its health: often while others may be waiting for it, seldom afterwards.</summary>
internal sealed class HealthWatch(IProcessRecipe recipe, TimeProvider time)
{
    private static readonly TimeSpan WhileUnhealthy = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan WhileHealthy = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task WatchAsync(Action<bool> report, CancellationToken ended)
    {
        try
        {
            while (true)
            {
                var healthy = await AskAsync(ended).ConfigureAwait(false);
                ended.ThrowIfCancellationRequested();
                report(healthy);
                await Task.Delay(healthy ? WhileHealthy : WhileUnhealthy, time, ended).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
        }
    }

    private async Task<bool> AskAsync(CancellationToken ended)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ended);
        limit.CancelAfter(Patience);
        try
        {
            return await recipe.IsHealthyAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not DistributedApplicationException)
        {
            // Refused, timed out, not yet speaking the protocol: all the same answer.
            return false;
        }
    }
}
