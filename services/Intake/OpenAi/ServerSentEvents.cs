using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Tollgate.Intake.OpenAi;

/// <summary>Server-sent events as OpenAI's SDKs read them.</summary>
internal static class ServerSentEvents
{
    private static readonly byte[] Prefix = "data: "u8.ToArray();
    private static readonly byte[] Suffix = "\n\n"u8.ToArray();

    public static void Begin(HttpResponse response)
    {
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-cache";
        response.Headers["x-accel-buffering"] = "no";
    }

    /// <summary>Sends one event; a named one when it has a name.</summary>
    public static async Task SendAsync<T>(HttpResponse response, string? name, T value, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        if (name is not null)
            await response.Body.WriteAsync(Encoding.UTF8.GetBytes($"event: {name}\n"), cancellationToken);
        await response.Body.WriteAsync(Prefix, cancellationToken);
        await JsonSerializer.SerializeAsync(response.Body, value, type, cancellationToken);
        await response.Body.WriteAsync(Suffix, cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }
}
