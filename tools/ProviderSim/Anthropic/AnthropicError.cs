using System.Globalization;
using Tollgate.ProviderSim.Calls;

namespace Tollgate.ProviderSim.Anthropic;

/// <summary>Errors in Anthropic's shape. What others call 503 is its 529: overloaded.</summary>
internal static class AnthropicError
{
    private const int Overloaded = 529;

    public static Task WriteAsync(HttpContext http, CallError error)
    {
        http.Response.StatusCode = error.Status == 503 ? Overloaded : error.Status;
        if (error.RetryAfterSeconds is { } seconds)
            http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return JsonReply.WriteAsync(http.Response, json =>
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "error"u8);
            json.WriteStartObject("error"u8);
            json.WriteString("type"u8, TypeOf(error));
            json.WriteString("message"u8, error.Code is "context_length_exceeded" ? "prompt is too long: " + error.Message : error.Message);
            json.WriteEndObject();
            json.WriteString("request_id"u8, "req_sim");
            json.WriteEndObject();
        });
    }

    private static string TypeOf(CallError error) => error.Status switch
    {
        401 => "authentication_error",
        404 => "not_found_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        503 => "overloaded_error",
        504 => "timeout_error",
        >= 500 => "api_error",
        _ => "invalid_request_error",
    };
}
