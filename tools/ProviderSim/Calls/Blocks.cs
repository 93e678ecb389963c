using System.Text.Json;
using System.Text.Json.Nodes;
using Tollgate.ProviderSim.Chat;

namespace Tollgate.ProviderSim.Calls;

/// <summary>What request readers of several wire formats have in common.</summary>
internal static class Blocks
{
    /// <summary>A node as an element; null for none.</summary>
    public static JsonElement? ElementOf(JsonObject? node) => node is null ? null : JsonSerializer.SerializeToElement(node, CallsJson.Default.JsonObject);

    /// <summary>An answer that must follow a schema, or any text.</summary>
    public static OutputFormat OutputOf(JsonObject? schema) => schema is null
        ? OutputFormat.Text
        : new OutputFormat(OutputKind.JsonSchema, ElementOf(schema), schema.ToJsonString());

    /// <summary>The text parts of a message's content, which may be a text itself.</summary>
    public static string TextOf(JsonNode? content) => content switch
    {
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        JsonArray parts => string.Join('\n', parts.Select(part => part.Text("text")).Where(text => text is not null)),
        _ => "",
    };

    /// <summary>Texts before which the answer ends.</summary>
    public static IReadOnlyList<string> TextsOf(JsonArray texts) => [.. texts.Select(text => text?.ToString() ?? "").Where(text => text.Length > 0)];
}
