using Microsoft.Extensions.Options;

namespace Tollgate.Metering.Rerating;

/// <summary>Works through the jobs in the background; any replica may, a job's page at a time.</summary>
internal sealed class RerateWorker(RerateUsage rerate, IOptions<RerateOptions> options, TimeProvider clock, ILogger<RerateWorker> logger) : BackgroundService
{
    private readonly SemaphoreSlim wake = new(0, 1);

    /// <summary>Says that there is a job.</summary>
    public void Wake()
    {
        try
        {
            wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // Already awake.
        }
    }

    public override void Dispose()
    {
        wake.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await rerate.HandleNextPageAsync(stoppingToken))
                {
                }

                await wake.WaitAsync(options.Value.PollInterval, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                // The page did not happen; it is tried again until it does.
                RerateLog.Failed(logger, error);
                await Task.Delay(options.Value.PollInterval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
