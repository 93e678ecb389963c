using System.Text.Json;
using Microsoft.Extensions.AI;
using Tollgate.Inference.Providers.Wire;
using Tollgate.Tokens;

namespace Tollgate.Inference.Providers.Watsonx;

/// <summary>watsonx's words for how a call ends, and what it used.</summary>
internal static class WatsonxErrors
{
    /// <summary>What an error is; null for one that its status explains.</summary>
    public static ProviderFailure? Of(ErrorReply reply)
    {
        var first = reply.Body.ItemsAt("errors").FirstOrDefault();
        return first.TextAt("code") switch
        {
            "model_not_supported" or "model_no_support_for_function" => ProviderFailure.UnknownModel,
            "invalid_input_argument" or "invalid_request_entity" when (first.TextAt("message") ?? "").Contains("token", StringComparison.OrdinalIgnoreCase) =>
                ProviderFailure.PromptTooLong,
            "token_quota_reached" or "too_many_requests" => ProviderFailure.RateLimited,
            _ => null,
        };
    }

    /// <summary>A finish reason, which is OpenAI's but for a few.</summary>
    public static ChatFinishReason? FinishReason(string? reason) => reason switch
    {
        null or "" => null,
        "time_limit" or "cancelled" or "error" => null,
        "completed" => ChatFinishReason.Stop,
        _ => new ChatFinishReason(reason),
    };

    /// <summary>Reads <c>usage</c>.</summary>
    public static StatedUsage Usage(JsonElement usage) => usage.CountAt("prompt_tokens") is not { } input
        ? StatedUsage.Of(null)
        : StatedUsage.Of(new WatsonxUsage(input, usage.CountAt("completion_tokens") ?? 0).Read());
}
