using System.Text.Json;

namespace Tollgate.Routing.Assessment;

/// <summary>
/// The JSON Schema an answer must follow, read as far as judging an answer needs: types, required and additional properties, items,
/// enumerations, alternatives, limits and local references. Keywords it does not know restrict nothing, so a valid answer is never called invalid.
/// </summary>
public sealed class ResponseSchema
{
    private const int MaxDepth = 32;

    private readonly JsonElement root;

    private ResponseSchema(JsonElement root) => this.root = root;

    /// <summary>Any JSON object will do, as for the response format "json_object".</summary>
    public static ResponseSchema AnyObject { get; } = new(JsonSerializer.SerializeToElement(new { type = "object" }));

    /// <summary>The schema of that text; null when the text is not a schema, in which case nothing can be judged by it.</summary>
    public static ResponseSchema? Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object ? new(document.RootElement.Clone()) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What is wrong with an answer, naming places of the schema and never content; null when it follows the schema.</summary>
    public string? Violation(string answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            return Check(document.RootElement, root, "$", 0);
        }
        catch (JsonException)
        {
            return "not JSON";
        }
    }

    private string? Check(JsonElement value, JsonElement schema, string at, int depth)
    {
        // Deeper than any schema providers accept: give up judging rather than the answer.
        if (depth > MaxDepth || schema.ValueKind != JsonValueKind.Object)
            return null;
        if (schema.TryGetProperty("$ref", out var reference))
            return Resolve(reference) is { } target ? Check(value, target, at, depth + 1) : null;
        if (schema.TryGetProperty("anyOf", out var options) && options.ValueKind == JsonValueKind.Array
            && options.EnumerateArray().All(option => Check(value, option, at, depth + 1) is not null))
            return $"{at} matches none of its alternatives";
        if (schema.TryGetProperty("oneOf", out options) && options.ValueKind == JsonValueKind.Array
            && options.EnumerateArray().All(option => Check(value, option, at, depth + 1) is not null))
            return $"{at} matches none of its alternatives";
        if (schema.TryGetProperty("allOf", out var parts) && parts.ValueKind == JsonValueKind.Array
            && parts.EnumerateArray().Select(part => Check(value, part, at, depth + 1)).FirstOrDefault(violation => violation is not null) is { } broken)
            return broken;
        if (schema.TryGetProperty("const", out var constant) && !JsonElement.DeepEquals(constant, value))
            return $"{at} is not the one value it may have";
        if (schema.TryGetProperty("type", out var type) && !HasType(value, type))
            return $"{at} is not of type {type}";
        if (schema.TryGetProperty("enum", out var allowed) && allowed.ValueKind == JsonValueKind.Array
            && !allowed.EnumerateArray().Any(item => JsonElement.DeepEquals(item, value)))
            return $"{at} is not one of its allowed values";

        return value.ValueKind switch
        {
            JsonValueKind.Object => CheckObject(value, schema, at, depth),
            JsonValueKind.Array => CheckArray(value, schema, at, depth),
            JsonValueKind.String => CheckCount(value.GetString()!.EnumerateRunes().Count(), schema, "minLength", "maxLength", at),
            JsonValueKind.Number => CheckNumber(value, schema, at),
            _ => null,
        };
    }

    private static string? CheckCount(int count, JsonElement schema, string least, string most, string at) =>
        Limit(schema, least) is { } minimum && count < minimum ? $"{at} is shorter than allowed"
        : Limit(schema, most) is { } maximum && count > maximum ? $"{at} is longer than allowed"
        : null;

    private static string? CheckNumber(JsonElement value, JsonElement schema, string at)
    {
        if (!value.TryGetDecimal(out var number))
            return null;
        var within = !(number < Limit(schema, "minimum")) && !(number > Limit(schema, "maximum"))
            && !(number <= Limit(schema, "exclusiveMinimum")) && !(number >= Limit(schema, "exclusiveMaximum"));
        return within ? null : $"{at} is outside of its limits";
    }

    private static decimal? Limit(JsonElement schema, string keyword) =>
        schema.TryGetProperty(keyword, out var limit) && limit.ValueKind == JsonValueKind.Number && limit.TryGetDecimal(out var number) ? number : null;

    private string? CheckObject(JsonElement value, JsonElement schema, string at, int depth)
    {
        if (schema.TryGetProperty("required", out var required) && required.ValueKind == JsonValueKind.Array)
        {
            foreach (var name in required.EnumerateArray())
            {
                if (name.ValueKind == JsonValueKind.String && !value.TryGetProperty(name.GetString()!, out _))
                    return $"{at}.{name.GetString()} is missing";
            }
        }

        var hasProperties = schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object;
        var closed = schema.TryGetProperty("additionalProperties", out var additional) && additional.ValueKind == JsonValueKind.False;
        foreach (var member in value.EnumerateObject())
        {
            if (hasProperties && properties.TryGetProperty(member.Name, out var property))
            {
                if (Check(member.Value, property, $"{at}.{member.Name}", depth + 1) is { } violation)
                    return violation;
            }
            else if (closed)
            {
                return $"{at} has a property that the schema does not allow";
            }
        }

        return null;
    }

    private string? CheckArray(JsonElement value, JsonElement schema, string at, int depth)
    {
        if (CheckCount(value.GetArrayLength(), schema, "minItems", "maxItems", at) is { } count)
            return count;
        if (!schema.TryGetProperty("items", out var items))
            return null;
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (Check(item, items, $"{at}[{index++}]", depth + 1) is { } violation)
                return violation;
        }

        return null;
    }

    private JsonElement? Resolve(JsonElement reference)
    {
        if (reference.ValueKind != JsonValueKind.String || reference.GetString() is not ['#', .. var path])
            return null;
        var current = root;
        foreach (var step in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (current.ValueKind != JsonValueKind.Object || !current.TryGetProperty(step.Replace("~1", "/").Replace("~0", "~"), out current))
                return null;
        }

        return current;
    }

    private static bool HasType(JsonElement value, JsonElement type) => type.ValueKind switch
    {
        JsonValueKind.String => IsA(value, type.GetString()!),
        JsonValueKind.Array => type.EnumerateArray().Any(one => HasType(value, one)),
        _ => true,
    };

    private static bool IsA(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && number == decimal.Truncate(number),
        _ => true,
    };
}
