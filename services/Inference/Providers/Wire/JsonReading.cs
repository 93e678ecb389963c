using System.Text.Json;

namespace Tollgate.Inference.Providers.Wire;

/// <summary>Members that may be absent or null.</summary>
internal static class JsonReading
{
    /// <summary>A member; undefined when it is absent or null.</summary>
    public static JsonElement At(this JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null ? value : default;

    public static bool Exists(this JsonElement element) => element.ValueKind is not JsonValueKind.Undefined;

    public static string? TextAt(this JsonElement element, string name) =>
        element.At(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>A count. What is no whole number in range makes the answer unreadable, rather than a zero.</summary>
    public static long? CountAt(this JsonElement element, string name) =>
        element.At(name) is { ValueKind: not JsonValueKind.Undefined } count ? Whole(count) : null;

    public static IEnumerable<JsonElement> ItemsAt(this JsonElement element, string name) =>
        element.At(name) is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : [];

    // Some servers write counts as 12.0.
    private static long Whole(JsonElement count) => count.TryGetInt64(out var whole) ? whole : checked((long)count.GetDecimal());
}
