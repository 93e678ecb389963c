using Microsoft.Extensions.AI;

namespace Tollgate.Inference.Providers.Anthropic;

/// <summary>Anthropic's words for how a call ends, well or badly.</summary>
internal static class AnthropicErrors
{
    /// <summary>What an error is; null for one that its status explains.</summary>
    public static ProviderFailure? Of(string type, string message) => type switch
    {
        "invalid_request_error" when IsTooLong(message) => ProviderFailure.PromptTooLong,
        "request_too_large" => ProviderFailure.PromptTooLong,
        "invalid_request_error" => ProviderFailure.Rejected,
        "authentication_error" or "permission_error" or "billing_error" => ProviderFailure.Unauthorized,
        "not_found_error" => ProviderFailure.UnknownModel,
        "rate_limit_error" => ProviderFailure.RateLimited,
        "api_error" or "overloaded_error" or "timeout_error" => ProviderFailure.ServerError,
        _ => null,
    };

    /// <summary>A stop reason as OpenAI names it.</summary>
    public static ChatFinishReason? FinishReason(string? reason) => reason switch
    {
        null => null,
        "end_turn" or "stop_sequence" or "pause_turn" => ChatFinishReason.Stop,
        "max_tokens" or "model_context_window_exceeded" => ChatFinishReason.Length,
        "tool_use" => ChatFinishReason.ToolCalls,
        "refusal" => ChatFinishReason.ContentFilter,
        _ => new ChatFinishReason(reason),
    };

    // There is no code for it, so its words have to do.
    private static bool IsTooLong(string message) =>
        message.StartsWith("prompt is too long", StringComparison.OrdinalIgnoreCase) || message.Contains("exceed context limit", StringComparison.OrdinalIgnoreCase);
}
