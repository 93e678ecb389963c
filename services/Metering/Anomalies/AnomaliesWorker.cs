using Microsoft.Extensions.Options;
using Npgsql;

namespace Tollgate.Metering.Anomalies;

/// <summary>Looks at every tenant when an hour is over. Every replica has one; the marks decide who looks at whom.</summary>
internal sealed class AnomaliesWorker(
    DetectAnomalies detect, IOptions<AnomalyOptions> options, TimeProvider clock, ILogger<AnomaliesWorker> logger) : BackgroundService
{
    private DateTimeOffset enlisted;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.Enabled)
            return;
        using var timer = new PeriodicTimer(options.Value.PollInterval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (NpgsqlException error)
            {
                AnomaliesLog.Interrupted(logger, error);
            }
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        if (detect.Until is var until && until > enlisted)
        {
            await detect.EnlistAsync(cancellationToken);
            enlisted = until;
        }

        // Also after the first round of an hour: a replica that died has left its tenant to the others.
        while (await detect.HandleAsync(cancellationToken))
        {
        }
    }
}
