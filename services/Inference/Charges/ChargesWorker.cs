using Microsoft.Extensions.Options;
using Tollgate.Inference.Providers;

namespace Tollgate.Inference.Charges;

/// <summary>Compares every endpoint that has a costs report, again and again.</summary>
internal sealed class ChargesWorker(
    ProviderRegistry providers, CompareEndpoint compare, IOptions<ChargesOptions> options, TimeProvider clock, ILogger<ChargesWorker> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            foreach (var endpoint in providers.All().Where(endpoint => endpoint.UsageReport is not null))
                await CompareAsync(endpoint, stoppingToken);
            await Task.Delay(options.Value.Interval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task CompareAsync(ProviderEndpoint endpoint, CancellationToken stoppingToken)
    {
        try
        {
            await compare.HandleAsync(endpoint, clock.GetUtcNow() - options.Value.Delay, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        catch (Exception error)
        {
            ChargesLog.Failed(logger, endpoint.Name, error);
        }
    }
}
