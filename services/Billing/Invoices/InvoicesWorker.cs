using Microsoft.Extensions.Options;

namespace Tollgate.Billing.Invoices;

/// <summary>Closes what is due, again and again. Replicas may do so at the same time: each invoice becomes final once.</summary>
internal sealed class InvoicesWorker(ClosePeriods close, IOptions<InvoicesOptions> options, TimeProvider clock, ILogger<InvoicesWorker> logger)
    : PeriodicWorker(options.Value.CheckEvery, clock)
{
    protected override Task WorkAsync(CancellationToken cancellationToken) => close.CloseDueAsync(options.Value.GracePeriod, cancellationToken);

    protected override void Failed(Exception error) => InvoicesLog.NotClosed(logger, error);
}
