using System.Diagnostics.Metrics;
using Tollgate.Inference.Telemetry;

namespace Tollgate.Inference.Attempts;

/// <summary>What settled attempts add up to.</summary>
internal sealed class AttemptMetrics
{
    private readonly Counter<long> settled;
    private readonly Counter<long> costNanos;
    private readonly GenAiTokenMetrics tokens;

    public AttemptMetrics(IMeterFactory meters, GenAiTokenMetrics tokens)
    {
        var meter = meters.Create(InferenceTelemetry.Name);
        settled = meter.CreateCounter<long>("tollgate.inference.attempts", "{attempt}", "Attempts settled.");
        costNanos = meter.CreateCounter<long>("tollgate.inference.cost", "{nano}", "Provider cost of settled attempts, in billionths of the currency unit.");
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
    }
}
