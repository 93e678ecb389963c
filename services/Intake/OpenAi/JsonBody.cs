using System.Text.Json;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Intake.OpenAi;

/// <summary>The body of a request as JSON text.</summary>
internal static class JsonBody
{
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.HasJsonContentType())
            throw TollgateException.InvalidArgument(Reasons.MalformedRequest, "The content type must be application/json.");
        using var body = new MemoryStream((int)Math.Clamp(request.ContentLength ?? 0, 0, 1 << 20));
        try
        {
            await request.Body.CopyToAsync(body, cancellationToken);
        }
        catch (IOException error) when (error is not BadHttpRequestException && !cancellationToken.IsCancellationRequested)
        {
            // Such as a chunk whose length is no number.
            throw TollgateException.InvalidArgument(Reasons.MalformedRequest, "The body cannot be read to its end.");
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    public static T Parse<T>(ReadOnlyMemory<byte> body, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return read(document.RootElement);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string that is not text, such as invalid UTF-8 or half a surrogate pair.
            throw TollgateException.InvalidArgument(Reasons.MalformedRequest, "The body is not valid JSON text.");
        }
    }
}
