using System.Text.Json;

namespace Tollgate.ProviderSim.Answers.Structured;

/// <summary>Walks a JSON Schema and writes a value that conforms to it, taking what it can from the prompt.</summary>
internal sealed class SchemaFiller(JsonElement root, FieldFinder finder, ulong seed)
{
    private const int Deepest = 24, DeepEnough = 6;

    public void Write(Utf8JsonWriter json) => Write(json, new Field("answer", "", root), 0);

    private void Write(Utf8JsonWriter json, Field field, int depth)
    {
        var schema = Schemas.Resolve(root, field.Schema, depth >= DeepEnough);
        field = field with { Schema = schema, Description = Schemas.Text(schema, "description") is { Length: > 0 } own ? own : field.Description };

        if (schema.ValueKind != JsonValueKind.Object || depth > Deepest)
            json.WriteNullValue();
        else if (schema.TryGetProperty("const", out var constant))
            constant.WriteTo(json);
        else if (schema.TryGetProperty("enum", out var choices) && choices.ValueKind == JsonValueKind.Array && choices.GetArrayLength() > 0)
            finder.Choose(field, choices, SeedOf(field)).WriteTo(json);
        else
            WriteTyped(json, field, depth);
    }

    private void WriteTyped(Utf8JsonWriter json, Field field, int depth)
    {
        switch (Schemas.TypeOf(field.Schema))
        {
            case "object":
                WriteObject(json, field, depth);
                break;
            case "array":
                WriteArray(json, field, depth);
                break;
            case "integer":
                json.WriteNumberValue(Numbers.Fit(field.Schema, finder.Number(field), whole: true, SeedOf(field)));
                break;
            case "number":
                json.WriteNumberValue(Numbers.Fit(field.Schema, finder.Number(field), whole: false, SeedOf(field)));
                break;
            case "boolean":
                json.WriteBooleanValue(finder.Truth(field));
                break;
            case "null":
                json.WriteNullValue();
                break;
            default:
                json.WriteStringValue(Strings.Fit(field.Schema, finder.Text(field), field, SeedOf(field)));
                break;
        }
    }

    private void WriteObject(Utf8JsonWriter json, Field field, int depth)
    {
        json.WriteStartObject();
        if (field.Schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object)
        {
            var required = Schemas.Required(field.Schema);
            foreach (var property in properties.EnumerateObject())
            {
                if (depth >= DeepEnough && !required.Contains(property.Name))
                    continue;
                json.WritePropertyName(property.Name);
                Write(json, new Field(property.Name, "", property.Value), depth + 1);
            }
        }
        json.WriteEndObject();
    }

    private void WriteArray(Utf8JsonWriter json, Field field, int depth)
    {
        var least = Schemas.Integer(field.Schema, "minItems") ?? 0;
        var count = Math.Max(least, depth >= DeepEnough ? 0 : Math.Min(1, Schemas.Integer(field.Schema, "maxItems") ?? 1));
        json.WriteStartArray();
        for (var i = 0; i < count; i++)
        {
            if (field.Schema.TryGetProperty("items", out var items))
                Write(json, new Field(field.Name, field.Description, items), depth + 1);
            else
                json.WriteStringValue(finder.Text(field) ?? field.Name);
        }
        json.WriteEndArray();
    }

    private ulong SeedOf(Field field) => StableHash.Of(field.Name, seed);
}

/// <summary>A place in the answer to be filled: its name, what is said about it, and its schema.</summary>
internal sealed record Field(string Name, string Description, JsonElement Schema);
