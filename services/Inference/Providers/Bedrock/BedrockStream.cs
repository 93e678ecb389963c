using System.Text.Json;
using Microsoft.Extensions.AI;
using Tollgate.Inference.Providers.Wire;

namespace Tollgate.Inference.Providers.Bedrock;

/// <summary>Events of a streamed conversation. Usage comes last, after the stop reason.</summary>
internal sealed class BedrockStream : AnswerStream
{
    /// <summary>Before the type of what comes instead of an event.</summary>
    public const string Exception = "!";

    public BedrockStream(string model) => Model = model;

    public override IEnumerable<ChatResponseUpdate> Read(string type, JsonElement data)
    {
        if (type.StartsWith(Exception, StringComparison.Ordinal))
            throw Failed(BedrockErrors.Of(type[Exception.Length..], data.TextAt("message") ?? "") ?? ProviderFailure.ServerError);
        var index = (int)(data.CountAt("contentBlockIndex") ?? 0);
        switch (type)
        {
            case "messageStart":
                return [Update([])];
            case "contentBlockStart" when data.At("start").At("toolUse") is { ValueKind: JsonValueKind.Object } call:
                BeginCall(index, call.TextAt("toolUseId") ?? "", call.TextAt("name") ?? "");
                return [];
            case "contentBlockDelta":
                return Continue(index, data.At("delta"));
            case "messageStop":
                FinishReason = BedrockErrors.FinishReason(data.TextAt("stopReason"));
                return [];
            case "metadata":
                Usage = BedrockUsageReader.Of(data.At("usage"));
                Model = data.At("trace").At("promptRouter").TextAt("invokedModelId") ?? Model;
                IsOver = true;
                return [];
            default:
                return [];
        }
    }

    private IEnumerable<ChatResponseUpdate> Continue(int index, JsonElement delta)
    {
        if (delta.At("toolUse").TextAt("input") is { } arguments)
            ContinueCall(index, arguments);
        if (delta.At("reasoningContent") is { ValueKind: JsonValueKind.Object } thinking)
            return [Piece(new TextReasoningContent(thinking.TextAt("text")) { ProtectedData = thinking.TextAt("signature") })];
        return delta.TextAt("text") is { Length: > 0 } text ? [Text(text)] : [];
    }
}
