using Grpc.Core;
using Microsoft.Extensions.Options;
using Tollgate.Contracts.Mapping;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Routing.Thresholds;

/// <summary>Asks Metering at start and every few seconds, for broadcasts that this replica missed and for thresholds that are over.</summary>
internal sealed class ThresholdRefresher(
    BudgetsService.BudgetsServiceClient metering, ThresholdsInForce thresholds, IOptions<ThresholdsOptions> options, TimeProvider clock,
    ILogger<ThresholdRefresher> logger) : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the first request is served: a restart must not reopen a tap that a budget has turned down. While Metering is away nobody can
        // spend, so there is no need to wait for it.
        await RefreshAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.RefreshInterval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await RefreshAsync(stoppingToken);
    }

    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            await thresholds.RefreshAsync(metering, options.Value.Patience, cancellationToken);
        }
        catch (RpcException error) when (!cancellationToken.IsCancellationRequested)
        {
            ThresholdsLog.RefreshFailed(logger, error.StatusCode);
        }
    }
}
