using Microsoft.Extensions.Options;
using Tollgate.Inference.Providers;

namespace Tollgate.Inference.Reconciliation;

/// <summary>Reconciles every endpoint that has a usage report, again and again.</summary>
internal sealed class ReconciliationWorker(
    ProviderRegistry providers, ReconcileEndpoint reconcile, IOptions<ReconciliationOptions> options, TimeProvider clock,
    ILogger<ReconciliationWorker> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            foreach (var endpoint in providers.All().Where(endpoint => endpoint.UsageReport is not null))
                await ReconcileAsync(endpoint, stoppingToken);
            await Task.Delay(options.Value.Interval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReconcileAsync(ProviderEndpoint endpoint, CancellationToken stoppingToken)
    {
        try
        {
            await reconcile.HandleAsync(endpoint, clock.GetUtcNow() - options.Value.Delay, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        catch (Exception error)
        {
            ReconciliationLog.Failed(logger, endpoint.Name, error);
        }
    }
}
