using Microsoft.Extensions.Options;

namespace Tollgate.Billing.Experiments;

/// <summary>Looks after experiments, again and again. Replicas may do so at the same time.</summary>
internal sealed class ExperimentsWorker(
    JudgeExperiments judge, IOptions<ExperimentsOptions> options, TimeProvider clock, ILogger<ExperimentsWorker> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.CheckEvery, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await judge.ExecuteAsync(stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                ExperimentsLog.Failed(logger, error);
            }
        }
    }
}
