using System.Text.Json;
using Microsoft.Extensions.AI;
using Tollgate.Inference.Providers.Wire;
using Tollgate.Tokens;

namespace Tollgate.Inference.Providers.Cohere;

/// <summary>What chat and embed have in common.</summary>
internal static class CohereReading
{
    /// <summary>Billed units where they are stated, else the tokens that were processed; <c>usage</c> of chat, <c>meta</c> of embed.</summary>
    public static StatedUsage Usage(JsonElement usage)
    {
        var counts = usage.At("billed_units") is { ValueKind: JsonValueKind.Object } billed ? billed : usage.At("tokens");
        return counts.CountAt("input_tokens") is not { } input
            ? StatedUsage.Of(null)
            : StatedUsage.Of(new CohereUsage(input, counts.CountAt("output_tokens") ?? 0, counts.CountAt("search_units") ?? 0).Read());
    }

    /// <summary>A finish reason as OpenAI names it; an error is none.</summary>
    public static ChatFinishReason? FinishReason(string? reason) => reason switch
    {
        null or "ERROR" or "TIMEOUT" => null,
        "COMPLETE" or "STOP_SEQUENCE" => ChatFinishReason.Stop,
        "MAX_TOKENS" => ChatFinishReason.Length,
        "TOOL_CALL" => ChatFinishReason.ToolCalls,
        "ERROR_TOXIC" => ChatFinishReason.ContentFilter,
        _ => new ChatFinishReason(reason.ToLowerInvariant()),
    };

    /// <summary>What an error is; its body is a message alone.</summary>
    public static ProviderFailure? Failure(ErrorReply reply) => reply.Status switch
    {
        400 or 422 when reply.Text("message").Contains("too many tokens", StringComparison.OrdinalIgnoreCase) => ProviderFailure.PromptTooLong,
        498 => ProviderFailure.ContentFiltered,
        499 => ProviderFailure.ServerError,
        _ => null,
    };
}
