using Microsoft.Extensions.Options;

namespace Tollgate.Billing.Experiments;

/// <summary>Looks after experiments, again and again. Replicas may do so at the same time.</summary>
internal sealed class ExperimentsWorker(
    JudgeExperiments judge, IOptions<ExperimentsOptions> options, TimeProvider clock, ILogger<ExperimentsWorker> logger)
    : PeriodicWorker(options.Value.CheckEvery, clock)
{
    protected override Task WorkAsync(CancellationToken cancellationToken) => judge.ExecuteAsync(cancellationToken);

    protected override void Failed(Exception error) => ExperimentsLog.Failed(logger, error);
}
