using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tollgate.ProviderSim;

/// <summary>Writes JSON straight into the response.</summary>
internal static class JsonReply
{
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static async Task WriteAsync(HttpResponse response, Action<Utf8JsonWriter> write)
    {
        response.ContentType = "application/json";
        using (var json = new Utf8JsonWriter(response.BodyWriter, Options))
            write(json);
        await response.BodyWriter.FlushAsync(response.HttpContext.RequestAborted);
    }
}
