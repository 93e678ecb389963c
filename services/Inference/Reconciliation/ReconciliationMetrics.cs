using System.Diagnostics.Metrics;
using Tollgate.Inference.Telemetry;

namespace Tollgate.Inference.Reconciliation;

/// <summary>What comparing with providers' reports has brought to light.</summary>
internal sealed class ReconciliationMetrics
{
    private readonly Counter<long> corrected;
    private readonly Counter<long> unattributedCalls;
    private readonly Counter<long> unattributedTokens;
    private readonly Counter<long> disagreeingTokens;

    public ReconciliationMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(InferenceTelemetry.Name);
        corrected = meter.CreateCounter<long>("tollgate.inference.reconciliation.corrected", "{attempt}", "Attempts whose usage the provider's report corrected.");
        unattributedCalls = meter.CreateCounter<long>("tollgate.inference.reconciliation.unattributed_calls", "{call}", "Calls in a provider's report that are not ours.");
        unattributedTokens = meter.CreateCounter<long>("tollgate.inference.reconciliation.unattributed_tokens", "{token}", "Tokens in a provider's report that nobody of ours used.");
        disagreeingTokens = meter.CreateCounter<long>("tollgate.inference.reconciliation.disagreeing_tokens", "{token}", "Tokens that a provider stated in answers and does not report.");
    }

    public void Reconciled(string endpoint, UsageBucket bucket, Reconciled found)
    {
        KeyValuePair<string, object?>[] tags = [new("tollgate.endpoint", endpoint), new(GenAiNames.RequestModel, bucket.Model)];
        corrected.Add(found.Corrections.Count, tags);
        unattributedCalls.Add(found.UnattributedCalls, tags);
        unattributedTokens.Add(found.Unattributed.Magnitude, tags);
        disagreeingTokens.Add(found.Disagreement.Magnitude, tags);
    }
}
