using System.Text.Json;

namespace Tollgate.Tokens;

/// <summary>Reads a function's JSON schema into the shape the counting rule works on.</summary>
public static class ToolSchemas
{
    private static readonly string[] Covered = ["type", "properties", "required", "description", "enum", "additionalProperties", "items"];

    /// <summary>
    /// Reads a function. A schema that is absent or not an object has no parameters; keywords the rule does not know are kept as
    /// text, for the worst case.
    /// </summary>
    public static ToolFunction Read(string name, string? description, JsonElement parameters)
    {
        var properties = Properties(parameters);
        var exact = IsCovered(parameters) && properties.All(property => property.Properties.Count == 0);
        return new ToolFunction(name, description ?? "", properties) { SchemaJson = exact ? null : parameters.GetRawText() };
    }

    private static bool IsCovered(JsonElement schema) => schema.ValueKind switch
    {
        JsonValueKind.Object => schema.EnumerateObject().All(member => Covered.Contains(member.Name))
            && (!schema.TryGetProperty("properties", out var properties) || properties.ValueKind is JsonValueKind.Object)
            && (!schema.TryGetProperty("properties", out properties) || properties.EnumerateObject().All(p => IsCovered(p.Value))),
        JsonValueKind.Undefined or JsonValueKind.Null => true,
        _ => false,
    };

    private static ToolProperty[] Properties(JsonElement schema)
    {
        if (Member(schema, "items") is { } items)
            return Properties(items);

        return Member(schema, "properties") is { ValueKind: JsonValueKind.Object } properties
            ? [.. properties.EnumerateObject().Select(property => Property(property.Name, property.Value))]
            : [];
    }

    private static ToolProperty Property(string name, JsonElement schema) => new(name, Type(schema), Text(schema, "description"))
    {
        Enum = Member(schema, "enum") is { ValueKind: JsonValueKind.Array } values ? [.. values.EnumerateArray().Select(v => v.ToString())] : [],
        Properties = Properties(schema),
    };

    private static string Type(JsonElement schema) => Member(schema, "type") switch
    {
        { ValueKind: JsonValueKind.String } one => one.GetString()!,
        { ValueKind: JsonValueKind.Array } several => string.Join('|', several.EnumerateArray().Select(type => type.ToString())),
        _ => "",
    };

    private static string Text(JsonElement schema, string name) =>
        Member(schema, name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "";

    private static JsonElement? Member(JsonElement schema, string name) =>
        schema.ValueKind is JsonValueKind.Object && schema.TryGetProperty(name, out var member) ? member : null;
}
