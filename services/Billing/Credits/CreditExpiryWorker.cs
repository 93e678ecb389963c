using Microsoft.Extensions.Options;

namespace Tollgate.Billing.Credits;

/// <summary>Writes expired credit off, again and again. Replicas may do so at the same time: each grant is written off once.</summary>
internal sealed class CreditExpiryWorker(
    ExpireCredit expire, IOptions<CreditOptions> options, TimeProvider clock, ILogger<CreditExpiryWorker> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.ExpireEvery, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await expire.ExecuteAsync(stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                CreditLog.ExpiryFailed(logger, error);
            }
        }
    }
}
