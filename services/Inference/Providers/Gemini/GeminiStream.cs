using System.Text.Json;
using Microsoft.Extensions.AI;
using Tollgate.Inference.Providers.Wire;

namespace Tollgate.Inference.Providers.Gemini;

/// <summary>
/// A stream of answers, each a piece of the whole. All of them state usage so far; only what comes with the finish reason, or after it, is
/// about the whole.
/// </summary>
internal sealed class GeminiStream : AnswerStream
{
    private bool callsTool;

    public override IEnumerable<ChatResponseUpdate> Read(string type, JsonElement data)
    {
        if (data.At("error") is { ValueKind: JsonValueKind.Object } error)
            throw Failed(GeminiErrors.Of(error) ?? ProviderFailure.ServerError);
        Model = data.TextAt("modelVersion") ?? Model;
        var candidate = data.ItemsAt("candidates").FirstOrDefault();
        var contents = GeminiParts.Read(candidate).ToList();
        callsTool |= contents.OfType<FunctionCallContent>().Any();
        FinishReason = data.At("promptFeedback").TextAt("blockReason") is not null
            ? ChatFinishReason.ContentFilter
            : GeminiErrors.FinishReason(candidate.TextAt("finishReason"), callsTool) ?? FinishReason;
        if (FinishReason is not null && data.At("usageMetadata") is { ValueKind: JsonValueKind.Object } usage)
            Usage = GeminiUsageReader.Of(usage);
        return contents.Select(Piece).ToList();
    }
}
