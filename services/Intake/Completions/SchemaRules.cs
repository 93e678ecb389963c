using System.Text.Json;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Intake.Completions;

/// <summary>
/// What a JSON Schema must be: an object whose keywords are of the kinds they must be, as far down as schemas go. What keywords mean together is
/// for the model and its provider.
/// </summary>
internal static class SchemaRules
{
    public const int MaxLength = 256 * 1024;
    private const int MaxDepth = 64;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth };
    private static readonly string[] Types = ["object", "array", "string", "number", "integer", "boolean", "null"];

    /// <summary>Checks a schema's text. Names places in it, never its content.</summary>
    /// <param name="schema">The text.</param>
    /// <param name="field">The request's field.</param>
    /// <param name="must">What the field must be in general, for a text that is no JSON object.</param>
    /// <param name="validation">Takes note of what is wrong.</param>
    /// <param name="ofArguments">It describes a function's arguments, so at its top it can only be of objects.</param>
    public static void Check(string schema, string field, string must, Validation validation, bool ofArguments = false)
    {
        if (!validation.Require(schema.Length <= MaxLength, field, must))
            return;
        try
        {
            using var document = JsonDocument.Parse(schema, Options);
            var root = document.RootElement;
            if (!validation.Require(root.ValueKind == JsonValueKind.Object, field, must))
                return;
            if (Fault(root, "") is { } fault)
                validation.Require(false, field, $"is not a valid JSON Schema: {fault}");
            else if (ofArguments && root.TryGetProperty("type", out var type))
                validation.Require(type.ValueKind == JsonValueKind.String && type.ValueEquals("object"), field, "must be of type \"object\"");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string that is not text, such as half a surrogate pair.
            validation.Require(false, field, must);
        }
    }

    private static string? Fault(JsonElement schema, string at)
    {
        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return null;
        if (schema.ValueKind != JsonValueKind.Object)
            return $"{Place(at)} must be a schema";
        foreach (var keyword in schema.EnumerateObject())
        {
            if (FaultOf(keyword.Name, keyword.Value, $"{at}/{keyword.Name}") is { } fault)
                return fault;
        }

        return null;
    }

    private static string? FaultOf(string keyword, JsonElement value, string at) => keyword switch
    {
        "type" => Is(IsType(value), at, "must be a type or a list of types"),
        "properties" or "patternProperties" or "$defs" or "definitions" or "dependentSchemas" => FaultInMap(value, at),
        "anyOf" or "oneOf" or "allOf" or "prefixItems" => FaultInList(value, at),
        "items" when value.ValueKind == JsonValueKind.Array => FaultInList(value, at),
        "items" or "additionalProperties" or "not" or "if" or "then" or "else" or "contains" or "propertyNames" or "additionalItems" => Fault(value, at),
        "required" => Is(value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(IsText), at, "must be a list of names"),
        "enum" => Is(value.ValueKind == JsonValueKind.Array, at, "must be a list"),
        "$ref" or "description" or "title" or "pattern" or "format" => Is(IsText(value), at, "must be a text"),
        "minLength" or "maxLength" or "minItems" or "maxItems" or "minProperties" or "maxProperties" =>
            Is(value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var count) && count >= 0, at, "must be a count"),
        "minimum" or "maximum" or "multipleOf" => Is(value.ValueKind == JsonValueKind.Number, at, "must be a number"),
        _ => null,
    };

    private static string? FaultInMap(JsonElement value, string at)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return $"{Place(at)} must be a map of schemas";
        foreach (var member in value.EnumerateObject())
        {
            if (Fault(member.Value, $"{at}/{member.Name}") is { } fault)
                return fault;
        }

        return null;
    }

    private static string? FaultInList(JsonElement value, string at)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0)
            return $"{Place(at)} must be a list of schemas";
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (Fault(item, $"{at}/{index++}") is { } fault)
                return fault;
        }

        return null;
    }

    private static bool IsType(JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? value.GetArrayLength() > 0 && value.EnumerateArray().All(IsTypeName)
        : IsTypeName(value);

    private static bool IsTypeName(JsonElement value) => IsText(value) && Types.Contains(value.GetString());

    private static bool IsText(JsonElement value) => value.ValueKind == JsonValueKind.String;

    private static string? Is(bool condition, string at, string must) => condition ? null : $"{Place(at)} {must}";

    private static string Place(string at) => at.Length == 0 ? "it" : $"#{at}";
}
