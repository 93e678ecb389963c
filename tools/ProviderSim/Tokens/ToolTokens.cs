using System.Text.Json;
using Tollgate.ProviderSim.Chat;

namespace Tollgate.ProviderSim.Tokens;

/// <summary>
/// Tokens of tool definitions by the published cookbook rule: a definition is turned into lines <c>name:description</c> and
/// <c>property:type:description</c>, each with a fixed surcharge.
/// </summary>
internal static class ToolTokens
{
    private const int PerFunction = 7, PerPropertyList = 3, PerProperty = 3, PerEnum = -3, PerEnumItem = 3, End = 12;

    public static int Of(TokenCounter counter, IReadOnlyList<ToolSpec> tools)
    {
        if (tools.Count == 0)
            return 0;

        var total = End;
        foreach (var tool in tools)
        {
            total += PerFunction + counter.Count($"{tool.Name}:{Trim(tool.Description)}");
            if (tool.Parameters is { ValueKind: JsonValueKind.Object } schema)
                total += OfProperties(counter, schema);
        }
        return total;
    }

    private static int OfProperties(TokenCounter counter, JsonElement schema)
    {
        if (!schema.TryGetProperty("properties", out var properties) || properties.ValueKind != JsonValueKind.Object)
            return 0;

        var total = 0;
        foreach (var property in properties.EnumerateObject())
        {
            if (total == 0)
                total += PerPropertyList;
            total += PerProperty + OfProperty(counter, property);
        }
        return total;
    }

    private static int OfProperty(TokenCounter counter, JsonProperty property)
    {
        var value = property.Value;
        if (value.ValueKind != JsonValueKind.Object)
            return counter.Count(property.Name);

        var total = counter.Count($"{property.Name}:{Text(value, "type")}:{Trim(Text(value, "description"))}");
        if (value.TryGetProperty("enum", out var items) && items.ValueKind == JsonValueKind.Array)
            total += PerEnum + items.EnumerateArray().Sum(item => PerEnumItem + counter.Count(item.ToString()));

        // The rule is published for flat objects; what is nested is billed by the same rule, one level further down.
        total += OfProperties(counter, value);
        if (value.TryGetProperty("items", out var element) && element.ValueKind == JsonValueKind.Object)
            total += OfProperties(counter, element);
        return total;
    }

    private static string Text(JsonElement value, string name) =>
        value.TryGetProperty(name, out var text) ? text.ToString() : "";

    private static string Trim(string description) => description.EndsWith('.') ? description[..^1] : description;
}
