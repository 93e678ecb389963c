using System.Diagnostics.Metrics;
using Tollgate.Inference.Attempts;

namespace Tollgate.Inference.Telemetry;

/// <summary>
/// The newer family of token metrics, from what was settled (so failed and cancelled calls report what they are billed). The older one,
/// <c>gen_ai.client.token.usage</c> and <c>gen_ai.client.operation.duration</c>, comes from the model client's own instrumentation.
/// </summary>
internal sealed class GenAiTokenMetrics
{
    private readonly Counter<long> input;
    private readonly Counter<long> output;
    private readonly Counter<long> cacheRead;
    private readonly Counter<long> cacheWrite;
    private readonly Counter<long> reasoning;
    private readonly Histogram<long> inputPerCall;
    private readonly Histogram<long> outputPerCall;

    public GenAiTokenMetrics(IMeterFactory meters)
    {
        const string token = "{token}";
        var meter = meters.Create(InferenceTelemetry.GenAi);
        input = meter.CreateCounter<long>(GenAiNames.InputTokensUsed, token);
        output = meter.CreateCounter<long>(GenAiNames.OutputTokensUsed, token);
        cacheRead = meter.CreateCounter<long>(GenAiNames.CacheReadTokensUsed, token);
        cacheWrite = meter.CreateCounter<long>(GenAiNames.CacheWriteTokensUsed, token);
        reasoning = meter.CreateCounter<long>(GenAiNames.ReasoningTokensUsed, token);
        inputPerCall = meter.CreateHistogram<long>(GenAiNames.OperationInputTokens, token);
        outputPerCall = meter.CreateHistogram<long>(GenAiNames.OperationOutputTokens, token);
    }

    public void Record(Settlement settlement)
    {
        var (intent, usage) = (settlement.Intent, settlement.Result.Usage);
        var operation = new KeyValuePair<string, object?>(GenAiNames.OperationName, intent.Operation);
        var provider = new KeyValuePair<string, object?>(GenAiNames.ProviderName, GenAiNames.ProviderOf(intent.Provider));
        var model = new KeyValuePair<string, object?>(GenAiNames.RequestModel, intent.Model);

        inputPerCall.Record(usage.InputTotal, operation, provider, model);
        outputPerCall.Record(usage.OutputTotal, operation, provider, model);
        if (usage.TokenTotal == 0)
        {
            Add(input, 0, "unknown");
            Add(output, 0, "unknown");
            return;
        }

        Add(input, usage.Input + usage.CachedInput + usage.CacheWrite5m + usage.CacheWrite1h, "text");
        AddIfAny(input, usage.ImageInput, "image");
        AddIfAny(input, usage.AudioInput + usage.CachedAudioInput, "audio");
        Add(output, usage.Output + usage.Reasoning, "text");
        AddIfAny(output, usage.ImageOutput, "image");
        AddIfAny(output, usage.AudioOutput, "audio");
        AddIfAny(cacheRead, usage.CachedInput, "text");
        AddIfAny(cacheRead, usage.CachedAudioInput, "audio");
        AddIfAny(cacheWrite, usage.CacheWrite5m + usage.CacheWrite1h, "text");
        AddIfAny(reasoning, usage.Reasoning, "text");

        void AddIfAny(Counter<long> counter, long count, string modality)
        {
            if (count > 0)
                Add(counter, count, modality);
        }

        void Add(Counter<long> counter, long count, string modality) =>
            counter.Add(count, [operation, provider, model, new(GenAiNames.TokenModality, modality)]);
    }
}
