using System.Text.Json;

namespace Tollgate.Inference.Prompts;

/// <summary>Schema texts as JSON.</summary>
internal static class JsonSchemas
{
    public static bool TryParse(string text, out JsonElement schema)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            schema = document.RootElement.Clone();
            return schema.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            schema = default;
            return false;
        }
    }
}
