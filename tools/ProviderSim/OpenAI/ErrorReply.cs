using System.Globalization;
using Tollgate.ProviderSim.Calls;

namespace Tollgate.ProviderSim.OpenAI;

internal static class ErrorReply
{
    public static Task WriteAsync(HttpContext http, CallError error)
    {
        if (http.Response.HasStarted)
            return Task.CompletedTask;

        http.Response.StatusCode = error.Status;
        if (error.RetryAfterSeconds is { } seconds)
            http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return JsonReply.WriteAsync(http.Response, json =>
        {
            json.WriteStartObject();
            json.WriteStartObject("error");
            json.WriteString("message", error.Message);
            json.WriteString("type", error.Type);
            json.WriteString("param", error.Param);
            json.WriteString("code", error.Code);
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }
}
