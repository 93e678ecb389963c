namespace Tollgate.AppHost.Local;

/// <summary>
/// Asks a process for its health: often while others may be waiting for it, less so the longer it takes, since the asking slows it down,
/// and seldom afterwards.
/// </summary>
internal sealed class HealthWatch(IProcessRecipe recipe, TimeProvider time)
{
    private static readonly TimeSpan AtFirst = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan WhileUnhealthy = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WhileHealthy = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task WatchAsync(Action<bool> report, CancellationToken ended)
    {
        try
        {
            var healthyAt = time.GetTimestamp();
            while (true)
            {
                var healthy = await AskAsync(ended).ConfigureAwait(false);
                ended.ThrowIfCancellationRequested();
                report(healthy);
                if (healthy)
                    healthyAt = time.GetTimestamp();
                await Task.Delay(healthy ? WhileHealthy : Unhealthy(time.GetElapsedTime(healthyAt)), time, ended).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
        }
    }

    private static TimeSpan Unhealthy(TimeSpan waited) =>
        TimeSpan.FromTicks(Math.Clamp(waited.Ticks / 20, AtFirst.Ticks, WhileUnhealthy.Ticks));

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
