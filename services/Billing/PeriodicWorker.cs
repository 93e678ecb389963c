namespace Tollgate.Billing;

/// <summary>Does something again and again. What fails is tried again the next time.</summary>
internal abstract class PeriodicWorker(TimeSpan interval, TimeProvider clock) : BackgroundService
{
    /// <summary>Does it once.</summary>
    protected abstract Task WorkAsync(CancellationToken cancellationToken);

    /// <summary>Says that it failed.</summary>
    protected abstract void Failed(Exception error);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await WorkAsync(stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                Failed(error);
            }
        }
    }
}
