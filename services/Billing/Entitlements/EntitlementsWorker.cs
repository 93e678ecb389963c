using Microsoft.Extensions.Options;

namespace Tollgate.Billing.Entitlements;

/// <summary>Raises versions of entitlements that time has changed, again and again.</summary>
internal sealed class EntitlementsWorker(
    RaiseEntitlements raise, IOptions<EntitlementsOptions> options, TimeProvider clock, ILogger<EntitlementsWorker> logger)
    : PeriodicWorker(options.Value.RaiseEvery, clock)
{
    protected override Task WorkAsync(CancellationToken cancellationToken) => raise.ExecuteAsync(cancellationToken);

    protected override void Failed(Exception error) => EntitlementsLog.RaiseFailed(logger, error);
}
