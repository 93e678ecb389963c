using Tollgate.Inference.Providers;

namespace Tollgate.Inference.Reconciliation;

/// <summary>
/// Looks at every endpoint whose provider reports on it, again and again. One that fails is looked at again the next time, and holds up none of the others.
/// </summary>
internal abstract class EndpointWorker(ProviderRegistry providers, TimeSpan interval, TimeProvider clock) : BackgroundService
{
    /// <summary>Looks at an endpoint at an instant.</summary>
    protected abstract Task LookAsync(ProviderEndpoint endpoint, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Says that looking at an endpoint failed.</summary>
    protected abstract void Failed(ProviderEndpoint endpoint, Exception error);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            foreach (var endpoint in providers.All().Where(endpoint => endpoint.UsageReport is not null))
                await TryLookAsync(endpoint, stoppingToken);
            await Task.Delay(interval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TryLookAsync(ProviderEndpoint endpoint, CancellationToken stoppingToken)
    {
        try
        {
            await LookAsync(endpoint, clock.GetUtcNow(), stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        catch (Exception error)
        {
            Failed(endpoint, error);
        }
    }
}
