using System.Diagnostics.Metrics;
using Tollgate.Inference.Providers;
using Tollgate.Inference.Telemetry;

namespace Tollgate.Inference.Resilience;

/// <summary>How often calls are made again, and how deployments stand.</summary>
internal sealed class ResilienceMetrics
{
    private readonly Counter<long> runs;
    private readonly Counter<long> retries;
    private long runCount;
    private long retryCount;

    public ResilienceMetrics(IMeterFactory meters, Deployments deployments)
    {
        var meter = meters.Create(InferenceTelemetry.Name);
        runs = meter.CreateCounter<long>("tollgate.inference.runs", "{run}", "Runs begun.");
        retries = meter.CreateCounter<long>("tollgate.inference.retries", "{retry}", "Attempts made after one that failed, and those that were not made for lack of retry budget.");
        meter.CreateObservableGauge<double>("tollgate.inference.retry.ratio", () => runCount == 0 ? 0 : (double)retryCount / runCount, "1", "Retries for each run since the start.");
        meter.CreateObservableGauge<int>("tollgate.inference.deployment.limit", () => deployments.All.Select(deployment => Measure(deployment, deployment.Limit)), "{call}", "Calls a deployment may have in flight.");
        meter.CreateObservableGauge<int>("tollgate.inference.deployment.in_flight", () => deployments.All.Select(deployment => Measure(deployment, deployment.InFlight)), "{call}", "Calls a deployment has in flight.");
        meter.CreateObservableGauge<int>("tollgate.inference.deployment.open", () => deployments.All.Select(deployment => Measure(deployment, deployment.IsOpen ? 1 : 0)), "1", "1 while a deployment is left alone because it fails.");
    }

    public void RunBegun()
    {
        Interlocked.Increment(ref runCount);
        runs.Add(1);
    }

    public void Retried(ProviderFailure failure, bool allowed)
    {
        if (allowed)
            Interlocked.Increment(ref retryCount);
        retries.Add(1, new("tollgate.failure", failure.ToString()), new("tollgate.allowed", allowed));
    }

    private static Measurement<int> Measure(Deployment deployment, int value) =>
        new(value, new("tollgate.endpoint", deployment.Endpoint), new(GenAiNames.RequestModel, deployment.Model));
}
