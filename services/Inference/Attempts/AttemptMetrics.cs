using System.Diagnostics.Metrics;
using Tollgate.Contracts.Common.V1;
using Tollgate.Inference.Telemetry;

namespace Tollgate.Inference.Attempts;

/// <summary>What settled attempts add up to.</summary>
internal sealed class AttemptMetrics
{
    private readonly Counter<long> settled;
    private readonly Counter<long> costNanos;
    private readonly Histogram<double> estimateRatio;
    private readonly Histogram<double> holdRatio;
    private readonly GenAiTokenMetrics tokens;

    public AttemptMetrics(IMeterFactory meters, GenAiTokenMetrics tokens)
    {
        var meter = meters.Create(InferenceTelemetry.Name);
        settled = meter.CreateCounter<long>("tollgate.inference.attempts", "{attempt}", "Attempts settled.");
        costNanos = meter.CreateCounter<long>("tollgate.inference.cost", "{nano}", "Provider cost of settled attempts, in billionths of the currency unit.");
        estimateRatio = meter.CreateHistogram(
            "tollgate.inference.estimate.ratio", "1", "Input tokens estimated before a call, divided by those the provider stated.", tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 1, 1.01, 1.02, 1.05, 1.1, 1.25, 1.5, 2, 4] });
        holdRatio = meter.CreateHistogram(
            "tollgate.inference.hold.ratio", "1", "Cost held for a call, divided by what it cost.", tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 0.9, 1, 1.1, 1.25, 1.5, 2, 3, 5, 10, 20, 50, 100] });
        this.tokens = tokens;
    }

    public void Settled(Settlement settlement)
    {
        var (intent, result) = (settlement.Intent, settlement.Result);
        var provider = new KeyValuePair<string, object?>(GenAiNames.ProviderName, GenAiNames.ProviderOf(intent.Provider));
        var model = new KeyValuePair<string, object?>(GenAiNames.RequestModel, intent.Model);
        settled.Add(1, provider, model, new("tollgate.outcome", result.Outcome.ToString()), new("tollgate.usage.rank", result.Rank.ToString()));
        costNanos.Add(settlement.CostNanos, provider, model, new("tollgate.currency", intent.WorstCase.Currency));
        tokens.Record(settlement);
        if (result.Rank is UsageRank.Provider && intent.Estimate is { } estimate)
            Compare(settlement, estimate, provider, model);
    }

    // Only what the provider itself stated can say how good the estimate was.
    private void Compare(
        Settlement settlement, InputEstimate estimate, KeyValuePair<string, object?> provider, KeyValuePair<string, object?> model)
    {
        var modality = new KeyValuePair<string, object?>(GenAiNames.TokenModality, estimate.Modality);
        if (settlement.Result.Usage.InputTotal is > 0 and var actual)
            estimateRatio.Record((double)estimate.Tokens / actual, provider, model, modality);
        if (settlement.CostNanos > 0)
            holdRatio.Record((double)settlement.Held.CostNanos / settlement.CostNanos, provider, model, modality);
    }
}
