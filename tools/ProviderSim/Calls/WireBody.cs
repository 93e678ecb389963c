using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Tollgate.ProviderSim.Calls;

/// <summary>Members of a request that may be absent or of another type than expected; then they are as if they were not there.</summary>
internal static class WireBody
{
    public static string? Text(this JsonNode? node, string name) => At<string>(node, name);

    public static int? Number(this JsonNode? node, string name) => At<int?>(node, name);

    public static bool? Flag(this JsonNode? node, string name) => At<bool?>(node, name);

    public static JsonObject? Object(this JsonNode? node, string name) => (node as JsonObject)?[name] as JsonObject;

    public static JsonArray Items(this JsonNode? node, string name) => (node as JsonObject)?[name] as JsonArray ?? new JsonArray();

    private static T? At<T>(JsonNode? node, string name) =>
        node is JsonObject parent && parent[name] is JsonValue value && value.TryGetValue<T>(out var found) ? found : default;
}

[JsonSerializable(typeof(JsonObject))]
internal sealed partial class CallsJson : JsonSerializerContext;
