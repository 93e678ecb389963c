using Microsoft.Extensions.AI;

namespace Tollgate.Inference.Providers.Bedrock;

/// <summary>Bedrock's words for how a call ends, well or badly.</summary>
internal static class BedrockErrors
{
    private const string TypeHeader = "x-amzn-ErrorType";

    /// <summary>What an error answer is; null for one that its status explains.</summary>
    public static ProviderFailure? Of(ErrorReply reply)
    {
        // "ThrottlingException:http://internal.amazon.com/...", or as __type of the body.
        var type = reply.Header(TypeHeader) ?? reply.Text("__type");
        return Of(type.Split(':')[0].Split('#')[^1], reply.Text("message"));
    }

    /// <summary>What an exception is, in an answer or in the midst of a stream.</summary>
    public static ProviderFailure? Of(string type, string message) => type.ToUpperInvariant() switch
    {
        "VALIDATIONEXCEPTION" when IsTooLong(message) => ProviderFailure.PromptTooLong,
        "VALIDATIONEXCEPTION" => ProviderFailure.Rejected,
        "THROTTLINGEXCEPTION" or "SERVICEQUOTAEXCEEDEDEXCEPTION" or "MODELNOTREADYEXCEPTION" => ProviderFailure.RateLimited,
        "ACCESSDENIEDEXCEPTION" or "UNRECOGNIZEDCLIENTEXCEPTION" or "INVALIDSIGNATUREEXCEPTION" or "EXPIREDTOKENEXCEPTION" => ProviderFailure.Unauthorized,
        "RESOURCENOTFOUNDEXCEPTION" => ProviderFailure.UnknownModel,
        "INTERNALSERVEREXCEPTION" or "SERVICEUNAVAILABLEEXCEPTION" or "MODELTIMEOUTEXCEPTION" or "MODELERROREXCEPTION" or "MODELSTREAMERROREXCEPTION" =>
            ProviderFailure.ServerError,
        _ => null,
    };

    /// <summary>A stop reason as OpenAI names it.</summary>
    public static ChatFinishReason? FinishReason(string? reason) => reason switch
    {
        null => null,
        "end_turn" or "stop_sequence" => ChatFinishReason.Stop,
        "max_tokens" or "model_context_window_exceeded" => ChatFinishReason.Length,
        "tool_use" => ChatFinishReason.ToolCalls,
        "content_filtered" or "guardrail_intervened" => ChatFinishReason.ContentFilter,
        _ => new ChatFinishReason(reason),
    };

    private static bool IsTooLong(string message) =>
        message.Contains("too long", StringComparison.OrdinalIgnoreCase) || message.Contains("maximum context", StringComparison.OrdinalIgnoreCase)
        || message.Contains("too many input tokens", StringComparison.OrdinalIgnoreCase);
}
