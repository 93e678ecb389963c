using System.Diagnostics.Metrics;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Metering.Ledger;

/// <summary>Instruments of the ledger.</summary>
internal static class LedgerMetrics
{
    private static readonly Meter Meter = new("Tollgate.Metering.Ledger");

    private static readonly Histogram<int> BatchSize =
        Meter.CreateHistogram<int>("tollgate.metering.ledger.batch_size", "{event}", "Usage events recorded in one transaction.");

    private static readonly Histogram<double> Lag =
        Meter.CreateHistogram<double>("tollgate.metering.ledger.lag", "s", "From the end of an attempt to its entry.");

    private static readonly Histogram<double> EstimateRatio =
        Meter.CreateHistogram<double>("tollgate.metering.ledger.estimate_ratio", "1", "Worst case that was held, over the actual cost.");

    private static readonly Counter<long> Entries =
        Meter.CreateCounter<long>("tollgate.metering.ledger.entries", "{entry}", "Entries appended, by kind.");

    private static readonly Counter<long> Repeated =
        Meter.CreateCounter<long>("tollgate.metering.ledger.repeated", "{event}", "Usage events that said nothing new.");

    private static readonly Counter<long> Quarantined =
        Meter.CreateCounter<long>("tollgate.metering.ledger.quarantined", "{event}", "Usage events set aside, by reason.");

    public static void Recorded(IReadOnlyList<TokensMetered> facts, RecordedUsage recorded)
    {
        BatchSize.Record(facts.Count);
        var rerates = recorded.Entries.Count(entry => entry.Kind is UsageEntryKind.Rerate);
        Repeated.Add(facts.Count - (recorded.Entries.Count - rerates) - recorded.Quarantined.Count);
        foreach (var fact in recorded.Quarantined)
            Quarantined.Add(1, new KeyValuePair<string, object?>("reason", fact.Reason));
        var corrections = recorded.Entries.Count(entry => entry.Kind is UsageEntryKind.Correction);
        Entries.Add(rerates, new KeyValuePair<string, object?>("kind", "rerate"));
        Entries.Add(recorded.Entries.Count - corrections - rerates, new KeyValuePair<string, object?>("kind", "first"));
        Entries.Add(corrections, new KeyValuePair<string, object?>("kind", "correction"));
        if (Lag.Enabled || EstimateRatio.Enabled)
            Measure(facts, recorded);
    }

    private static void Measure(IReadOnlyList<TokensMetered> facts, RecordedUsage recorded)
    {
        var byEvent = facts.DistinctBy(fact => (fact.AttemptId, fact.Rank)).ToDictionary(fact => (fact.AttemptId, fact.Rank));
        foreach (var entry in recorded.Entries.Where(entry => entry.Kind is not UsageEntryKind.Rerate))
        {
            var fact = byEvent[(entry.AttemptId, entry.Rank)];
            Lag.Record((entry.RecordTime - fact.EndTime).TotalSeconds);
            // The ratio is a measurement, not money.
            if (fact is { HeldNanos: > 0, CostNanos: > 0 })
                EstimateRatio.Record((double)((decimal)fact.HeldNanos / fact.CostNanos), new KeyValuePair<string, object?>("model", fact.Model));
        }
    }
}
