using System.Text.Json;
using Microsoft.Extensions.AI;
using Tollgate.Inference.Providers.Wire;

namespace Tollgate.Inference.Providers.Cohere;

/// <summary>Events of a streamed chat.</summary>
internal sealed class CohereStream : AnswerStream
{
    public CohereStream(string model) => Model = model;

    public override IEnumerable<ChatResponseUpdate> Read(string type, JsonElement data)
    {
        var message = data.At("delta").At("message");
        switch (data.TextAt("type") ?? type)
        {
            case "message-start":
                Model = data.TextAt("model") ?? Model;
                return [Update([])];
            case "content-start" or "content-delta":
                return ReadContent(message.At("content"));
            case "tool-call-start":
                var call = message.At("tool_calls");
                BeginCall(Index(data), call.TextAt("id") ?? "", call.At("function").TextAt("name") ?? "");
                ContinueCall(Index(data), call.At("function").TextAt("arguments") ?? "");
                return [];
            case "tool-call-delta":
                ContinueCall(Index(data), message.At("tool_calls").At("function").TextAt("arguments") ?? "");
                return [];
            case "message-end":
                FinishReason = CohereReading.FinishReason(data.At("delta").TextAt("finish_reason"))
                    ?? throw Failed(ProviderFailure.ServerError);
                Usage = CohereReading.Usage(data.At("delta").At("usage"));
                IsOver = true;
                return [];
            default:
                return [];
        }
    }

    private IEnumerable<ChatResponseUpdate> ReadContent(JsonElement content)
    {
        if (content.TextAt("thinking") is { Length: > 0 } thinking)
            return [Piece(new TextReasoningContent(thinking))];
        return content.TextAt("text") is { Length: > 0 } text ? [Text(text)] : [];
    }

    private static int Index(JsonElement data) => (int)(data.CountAt("index") ?? 0);
}
