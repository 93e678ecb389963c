using Microsoft.Extensions.Options;
using Tollgate.Inference.Providers;

namespace Tollgate.Inference.Reconciliation;

/// <summary>Reconciles every endpoint that has a usage report, again and again.</summary>
internal sealed class ReconciliationWorker(
    ProviderRegistry providers, ReconcileEndpoint reconcile, IOptions<ReconciliationOptions> options, TimeProvider clock,
    ILogger<ReconciliationWorker> logger) : EndpointWorker(providers, options.Value.Interval, clock)
{
    protected override Task LookAsync(ProviderEndpoint endpoint, DateTimeOffset now, CancellationToken cancellationToken) =>
        reconcile.HandleAsync(endpoint, now - options.Value.Delay, cancellationToken);

    protected override void Failed(ProviderEndpoint endpoint, Exception error) => ReconciliationLog.Failed(logger, endpoint.Name, error);
}
