using System.Text.Json;
using Microsoft.Extensions.AI;
using Tollgate.Inference.Providers.Wire;

namespace Tollgate.Inference.Providers.Anthropic;

/// <summary>Events of a streamed message. What the beginning states of usage is completed by the end.</summary>
internal sealed class AnthropicStream : AnswerStream
{
    private JsonElement first;

    public override IEnumerable<ChatResponseUpdate> Read(string type, JsonElement data)
    {
        switch (data.TextAt("type") ?? type)
        {
            case "message_start":
                Model = data.At("message").TextAt("model");
                first = data.At("message").At("usage") is { ValueKind: JsonValueKind.Object } usage ? usage.Clone() : default;
                return [Update([])];
            case "content_block_start":
                return Begin(Index(data), data.At("content_block"));
            case "content_block_delta":
                return Continue(Index(data), data.At("delta"));
            case "message_delta":
                FinishReason = AnthropicErrors.FinishReason(data.At("delta").TextAt("stop_reason")) ?? FinishReason;
                Usage = AnthropicUsageReader.Of(data.At("usage"), first);
                return [];
            case "message_stop":
                IsOver = true;
                return [];
            case "error":
                var error = data.At("error");
                throw Failed(AnthropicErrors.Of(error.TextAt("type") ?? "", error.TextAt("message") ?? "") ?? ProviderFailure.ServerError);
            default:
                return [];
        }
    }

    private IEnumerable<ChatResponseUpdate> Begin(int index, JsonElement block)
    {
        if (block.TextAt("type") is "tool_use")
            BeginCall(index, block.TextAt("id") ?? "", block.TextAt("name") ?? "");
        return block.TextAt("text") is { Length: > 0 } text ? [Text(text)] : [];
    }

    private IEnumerable<ChatResponseUpdate> Continue(int index, JsonElement delta)
    {
        switch (delta.TextAt("type"))
        {
            case "text_delta":
                return [Text(delta.TextAt("text") ?? "")];
            case "thinking_delta":
                return [Piece(new TextReasoningContent(delta.TextAt("thinking")))];
            case "signature_delta":
                return [Piece(new TextReasoningContent(null) { ProtectedData = delta.TextAt("signature") })];
            case "input_json_delta":
                ContinueCall(index, delta.TextAt("partial_json") ?? "");
                return [];
            default:
                return [];
        }
    }

    private static int Index(JsonElement data) => (int)(data.CountAt("index") ?? 0);
}
