using Tollgate.ProviderSim.Calls;

namespace Tollgate.ProviderSim.Gemini;

/// <summary>Errors in Google's shape, which says in the body how long to wait.</summary>
internal static class GeminiError
{
    public static Task WriteAsync(HttpContext http, CallError error)
    {
        // A wrong key is an invalid argument here.
        http.Response.StatusCode = error.Status == 401 ? 400 : error.Status;
        return JsonReply.WriteAsync(http.Response, json =>
        {
            json.WriteStartObject();
            json.WriteStartObject("error"u8);
            json.WriteNumber("code"u8, http.Response.StatusCode);
            json.WriteString("message"u8, error.Code is "context_length_exceeded" ? "The input token count exceeds the maximum number of tokens allowed." : error.Message);
            json.WriteString("status"u8, StatusOf(error));
            json.WriteStartArray("details"u8);
            if (error.Status == 401)
            {
                json.WriteStartObject();
                json.WriteString("@type"u8, "type.googleapis.com/google.rpc.ErrorInfo"u8);
                json.WriteString("reason"u8, "API_KEY_INVALID"u8);
                json.WriteEndObject();
            }
            if (error.RetryAfterSeconds is { } seconds)
            {
                json.WriteStartObject();
                json.WriteString("@type"u8, "type.googleapis.com/google.rpc.RetryInfo"u8);
                json.WriteString("retryDelay"u8, $"{seconds}s");
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    private static string StatusOf(CallError error) => error.Status switch
    {
        404 => "NOT_FOUND",
        429 => "RESOURCE_EXHAUSTED",
        500 => "INTERNAL",
        504 => "DEADLINE_EXCEEDED",
        > 500 => "UNAVAILABLE",
        _ => "INVALID_ARGUMENT",
    };
}
