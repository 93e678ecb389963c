using System.Globalization;
using System.Text.Json;
using Tollgate.ProviderSim.Calls;
using Tollgate.ProviderSim.Ledger;

namespace Tollgate.ProviderSim.Cohere;

/// <summary>What Cohere's answers have in common.</summary>
internal static class CohereJson
{
    // What is processed includes the format of the conversation, which is not billed.
    private const int Unbilled = 67;

    public static void WriteUsage(Utf8JsonWriter json, ReadOnlySpan<byte> name, TokenUsage usage)
    {
        json.WriteStartObject(name);
        WriteCounts(json, "billed_units"u8, usage.Input, usage.Output);
        WriteCounts(json, "tokens"u8, usage.Input + Unbilled, usage.Output);
        json.WriteEndObject();
    }

    public static Task WriteErrorAsync(HttpContext http, CallError error)
    {
        http.Response.StatusCode = error.Status;
        if (error.RetryAfterSeconds is { } seconds)
            http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return JsonReply.WriteAsync(http.Response, json =>
        {
            json.WriteStartObject();
            json.WriteString("id"u8, "sim"u8);
            json.WriteString("message"u8, error.Code is "context_length_exceeded" ? "too many tokens: " + error.Message : error.Message);
            json.WriteEndObject();
        });
    }

    private static void WriteCounts(Utf8JsonWriter json, ReadOnlySpan<byte> name, long input, long output)
    {
        json.WriteStartObject(name);
        json.WriteNumber("input_tokens"u8, input);
        json.WriteNumber("output_tokens"u8, output);
        json.WriteEndObject();
    }
}
