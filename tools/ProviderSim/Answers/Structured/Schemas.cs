using System.Text.Json;

namespace Tollgate.ProviderSim.Answers.Structured;

/// <summary>Reading JSON Schema leniently: what is missing or odd is treated as not there.</summary>
internal static class Schemas
{
    private const int MostReferences = 32;

    /// <summary>Follows references and picks an alternative; with <paramref name="shallow"/>, null where that is one.</summary>
    public static JsonElement Resolve(JsonElement root, JsonElement schema, bool shallow)
    {
        for (var i = 0; i < MostReferences && schema.ValueKind == JsonValueKind.Object; i++)
        {
            if (schema.TryGetProperty("$ref", out var reference) && Follow(root, reference.ToString()) is { } target)
                schema = target;
            else if (Alternatives(schema) is { Count: > 0 } options)
                schema = Pick(options, shallow);
            else
                break;
        }
        return schema;
    }

    /// <summary>The first stated type that is not null; guessed from the keywords where none is stated.</summary>
    public static string TypeOf(JsonElement schema)
    {
        if (schema.TryGetProperty("type", out var type))
        {
            if (type.ValueKind != JsonValueKind.Array)
                return type.ToString();
            var names = type.EnumerateArray().Select(name => name.ToString()).ToList();
            return names.Find(name => name != "null") ?? "null";
        }
        return schema.TryGetProperty("properties", out _) ? "object" : schema.TryGetProperty("items", out _) ? "array" : "string";
    }

    public static HashSet<string> Required(JsonElement schema) =>
        schema.TryGetProperty("required", out var names) && names.ValueKind == JsonValueKind.Array
            ? names.EnumerateArray().Select(name => name.ToString()).ToHashSet()
            : [];

    public static string Text(JsonElement schema, string name) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : "";

    public static int? Integer(JsonElement schema, string name) =>
        schema.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;

    public static decimal? Number(JsonElement schema, string name) =>
        schema.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) ? number : null;

    private static List<JsonElement>? Alternatives(JsonElement schema)
    {
        foreach (var keyword in (ReadOnlySpan<string>)["anyOf", "oneOf", "allOf"])
        {
            if (schema.TryGetProperty(keyword, out var options) && options.ValueKind == JsonValueKind.Array)
                return [.. options.EnumerateArray()];
        }
        return null;
    }

    private static JsonElement Pick(List<JsonElement> options, bool shallow)
    {
        bool IsNull(JsonElement option) => option.ValueKind == JsonValueKind.Object && TypeOf(option) == "null";
        var index = options.FindIndex(option => IsNull(option) == shallow);
        return options[Math.Max(index, 0)];
    }

    private static JsonElement? Follow(JsonElement root, string reference)
    {
        if (!reference.StartsWith('#'))
            return null;

        var at = root;
        foreach (var step in reference.Split('/').Skip(1))
        {
            var name = step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
                return null;
        }
        return at;
    }
}
