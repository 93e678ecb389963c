using Microsoft.Extensions.Options;

namespace Tollgate.Routing.Thresholds;

/// <summary>Reads the thresholds at start and every few seconds, for broadcasts that this replica missed.</summary>
internal sealed class ThresholdRefresher(
    ThresholdStore store, ActiveThresholds thresholds, IOptions<ThresholdsOptions> options, TimeProvider clock, ILogger<ThresholdRefresher> logger)
    : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the first request is served: a restart must not reopen a tap that a budget has turned down.
        thresholds.Merge(await store.LoadActiveAsync(clock.GetUtcNow(), cancellationToken));
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.RefreshInterval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                thresholds.Merge(await store.LoadActiveAsync(clock.GetUtcNow(), stoppingToken));
            }
            catch (Exception ex) when (ex is not OperationCanceledException)
            {
                ThresholdsLog.RefreshFailed(logger, ex);
            }
        }
    }
}
