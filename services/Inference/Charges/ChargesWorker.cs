using Microsoft.Extensions.Options;
using Tollgate.Inference.Providers;
using Tollgate.Inference.Reconciliation;

namespace Tollgate.Inference.Charges;

/// <summary>Compares every endpoint that has a costs report, again and again.</summary>
internal sealed class ChargesWorker(
    ProviderRegistry providers, CompareEndpoint compare, IOptions<ChargesOptions> options, TimeProvider clock, ILogger<ChargesWorker> logger)
    : EndpointWorker(providers, options.Value.Interval, clock)
{
    protected override Task LookAsync(ProviderEndpoint endpoint, DateTimeOffset now, CancellationToken cancellationToken) =>
        compare.HandleAsync(endpoint, now - options.Value.Delay, cancellationToken);

    protected override void Failed(ProviderEndpoint endpoint, Exception error) => ChargesLog.Failed(logger, endpoint.Name, error);
}
