using Grpc.Core;
using Microsoft.Extensions.Options;
using Tollgate.Contracts.Mapping;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Intake.Budgets;

/// <summary>Asks Metering at start, so that a restart reopens nothing, and now and then for what this replica missed and what is over.</summary>
internal sealed class BudgetsRefresher(
    BudgetsService.BudgetsServiceClient metering, ThresholdsInForce thresholds, IOptions<BudgetsOptions> options, TimeProvider clock,
    ILogger<BudgetsRefresher> logger) : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
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
            BudgetsLog.RefreshFailed(logger, error.StatusCode);
        }
    }
}
