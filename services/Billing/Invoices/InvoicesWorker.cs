using Microsoft.Extensions.Options;

namespace Tollgate.Billing.Invoices;

/// <summary>Closes what is due, again and again. Replicas may do so at the same time: each invoice becomes final once.</summary>
internal sealed class InvoicesWorker(ClosePeriods close, IOptions<InvoicesOptions> options, TimeProvider clock, ILogger<InvoicesWorker> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.CheckEvery, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await close.CloseDueAsync(options.Value.GracePeriod, stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                InvoicesLog.NotClosed(logger, error);
            }
        }
    }
}
