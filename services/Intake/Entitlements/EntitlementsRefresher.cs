using Grpc.Core;
using Microsoft.Extensions.Options;

namespace Tollgate.Intake.Entitlements;

/// <summary>Learns what tenants may do, before the first request if Billing answers, and looks for changes on a timer.</summary>
internal sealed class EntitlementsRefresher(
    EntitlementsCache cache, IOptions<EntitlementsOptions> options, TimeProvider clock, ILogger<EntitlementsRefresher> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.RefreshInterval, clock);
        var failing = false;
        do
        {
            try
            {
                await cache.RefreshAsync(stoppingToken);
                failing = false;
            }
            catch (RpcException error) when (!stoppingToken.IsCancellationRequested)
            {
                if (!failing)
                    EntitlementsLog.RefreshFailed(logger, error.StatusCode);
                failing = true;
            }
            catch (RpcException)
            {
                return;
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
