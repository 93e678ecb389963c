using Microsoft.Extensions.Options;

namespace Tollgate.Billing.Credits;

/// <summary>Writes expired credit off, again and again. Replicas may do so at the same time: each grant is written off once.</summary>
internal sealed class CreditExpiryWorker(
    ExpireCredit expire, IOptions<CreditOptions> options, TimeProvider clock, ILogger<CreditExpiryWorker> logger)
    : PeriodicWorker(options.Value.ExpireEvery, clock)
{
    protected override Task WorkAsync(CancellationToken cancellationToken) => expire.ExecuteAsync(cancellationToken);

    protected override void Failed(Exception error) => CreditLog.ExpiryFailed(logger, error);
}
