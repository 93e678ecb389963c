using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Tollgate.ServiceDefaults.Audit;

/// <summary>Seals days as they end. Every replica has one; whoever comes first seals.</summary>
internal sealed class SealWorker(SealDays seals, IOptions<SealOptions> options, TimeProvider clock, ILogger<SealWorker> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Interval, clock);
        do
        {
            try
            {
                await seals.SealFinishedAsync(stoppingToken);
            }
            catch (NpgsqlException error)
            {
                SealLog.NotSeen(logger, error);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
