using System.Text.Json;
using Microsoft.Extensions.AI;
using Tollgate.Inference.Providers.Wire;

namespace Tollgate.Inference.Providers.Watsonx;

/// <summary>Chunks of a streamed chat. Usage comes in the last one, with the finish reason or after it.</summary>
internal sealed class WatsonxStream : AnswerStream
{
    public override IEnumerable<ChatResponseUpdate> Read(string type, JsonElement data)
    {
        if (type is "error" || data.At("errors").Exists())
            throw Failed(ProviderFailure.ServerError);
        Model = data.TextAt("model_id") ?? Model;
        var choice = data.ItemsAt("choices").FirstOrDefault();
        var delta = choice.At("delta");
        foreach (var call in delta.ItemsAt("tool_calls"))
        {
            var (index, function) = ((int)(call.CountAt("index") ?? 0), call.At("function"));
            if (call.TextAt("id") is { Length: > 0 } id)
                BeginCall(index, id, function.TextAt("name") ?? "");
            ContinueCall(index, function.TextAt("arguments") ?? "");
        }

        FinishReason = WatsonxErrors.FinishReason(choice.TextAt("finish_reason")) ?? FinishReason;
        if (FinishReason is not null && data.At("usage") is { ValueKind: JsonValueKind.Object } usage)
            Usage = WatsonxErrors.Usage(usage);
        return delta.TextAt("content") is { Length: > 0 } text ? [Text(text)] : [];
    }
}
