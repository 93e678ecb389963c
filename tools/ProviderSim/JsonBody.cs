using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Tollgate.ProviderSim;

/// <summary>What came of reading a request body: a value, or why not. <paramref name="Path"/> is the place of the offending member.</summary>
internal readonly record struct JsonBody<T>(T? Value, bool TooLarge = false, string? Path = null)
    where T : class;

internal static class JsonBody
{
    /// <summary>Reads the whole body; nothing in it, however broken, throws.</summary>
    public static async Task<JsonBody<T>> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type)
        where T : class
    {
        var reader = request.BodyReader;
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync(request.HttpContext.RequestAborted);
                if (result.IsCompleted)
                {
                    var parsed = Parse(result.Buffer, type);
                    reader.AdvanceTo(result.Buffer.End);
                    return parsed;
                }
                reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            }
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return new JsonBody<T>(null, TooLarge: true);
        }
    }

    private static JsonBody<T> Parse<T>(ReadOnlySequence<byte> body, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            var json = new Utf8JsonReader(body);
            var value = JsonSerializer.Deserialize(ref json, type);
            return json.Read() ? new JsonBody<T>(null) : new JsonBody<T>(value);
        }
        catch (JsonException exception)
        {
            return new JsonBody<T>(null, Path: exception.Path?.TrimStart('$').TrimStart('.'));
        }
        catch (InvalidOperationException)
        {
            // Text that is not UTF-8 is found only when a string is read out.
            return new JsonBody<T>(null);
        }
    }
}
