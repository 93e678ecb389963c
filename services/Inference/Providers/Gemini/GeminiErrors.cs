using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Tollgate.Inference.Providers.Wire;

namespace Tollgate.Inference.Providers.Gemini;

/// <summary>Google's words for how a call ends, well or badly.</summary>
internal static class GeminiErrors
{
    public const string KeyHeader = "x-goog-api-key";

    /// <summary>What an error is; null for one that its status explains.</summary>
    public static ProviderFailure? Of(JsonElement error) => error.TextAt("status") switch
    {
        "INVALID_ARGUMENT" when Details(error).Any(detail => detail.TextAt("reason") is "API_KEY_INVALID") => ProviderFailure.Unauthorized,
        "INVALID_ARGUMENT" when IsTooLong(error.TextAt("message") ?? "") => ProviderFailure.PromptTooLong,
        "INVALID_ARGUMENT" or "FAILED_PRECONDITION" or "OUT_OF_RANGE" => ProviderFailure.Rejected,
        "UNAUTHENTICATED" or "PERMISSION_DENIED" => ProviderFailure.Unauthorized,
        "NOT_FOUND" => ProviderFailure.UnknownModel,
        "RESOURCE_EXHAUSTED" => ProviderFailure.RateLimited,
        "INTERNAL" or "UNAVAILABLE" or "DEADLINE_EXCEEDED" or "UNKNOWN" => ProviderFailure.ServerError,
        _ => null,
    };

    /// <summary>How long to wait, which Google says in the body: "34s", "0.5s".</summary>
    public static TimeSpan? RetryAfter(JsonElement error)
    {
        foreach (var detail in Details(error))
        {
            if (detail.TextAt("retryDelay") is { } delay
                && double.TryParse(delay.TrimEnd('s'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
                return ErrorReply.Bounded(seconds);
        }

        return null;
    }

    /// <summary>A finish reason as OpenAI names it.</summary>
    public static ChatFinishReason? FinishReason(string? reason, bool callsTool) => reason switch
    {
        null or "FINISH_REASON_UNSPECIFIED" => null,
        "STOP" => callsTool ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
        "MAX_TOKENS" => ChatFinishReason.Length,
        "SAFETY" or "RECITATION" or "BLOCKLIST" or "PROHIBITED_CONTENT" or "SPII" or "IMAGE_SAFETY" or "LANGUAGE" => ChatFinishReason.ContentFilter,
        _ => new ChatFinishReason(reason.ToLowerInvariant()),
    };

    private static IEnumerable<JsonElement> Details(JsonElement error) => error.ItemsAt("details");

    private static bool IsTooLong(string message) => message.Contains("maximum number of tokens", StringComparison.OrdinalIgnoreCase);
}
