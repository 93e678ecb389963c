using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Tollgate.Inference.Providers.Wire;

/// <summary>Contents of messages, to and from what wire formats have in common.</summary>
internal static class WireContents
{
    /// <summary>
    /// A tool call from its arguments as JSON text, which stays beside them in <see cref="AIContent.RawRepresentation"/> as the model wrote it. No text
    /// is no arguments; what is no object has <see cref="FunctionCallContent.Exception"/> set.
    /// </summary>
    public static FunctionCallContent Call(string id, string name, string arguments)
    {
        var call = FunctionCallContent.CreateFromParsedArguments(
            arguments, id, name,
            static text => text.Length == 0 ? new Dictionary<string, object?>() : JsonSerializer.Deserialize(text, WireJson.Default.IDictionaryStringObject));
        call.RawRepresentation = arguments;
        return call;
    }

    /// <summary>A tool call's arguments as a JSON object.</summary>
    public static JsonObject Arguments(FunctionCallContent call)
    {
        var arguments = new JsonObject();
        foreach (var (name, value) in call.Arguments ?? new Dictionary<string, object?>())
            arguments[name] = ToNode(value);
        return arguments;
    }

    /// <summary>A tool's result as text.</summary>
    public static string Result(FunctionResultContent result) => result.Result switch
    {
        null => result.Exception is null ? "" : "The tool failed.",
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } text => text.GetString()!,
        var other => ToNode(other)?.ToJsonString() ?? "",
    };

    /// <summary>Bytes as base64, as most formats take images.</summary>
    public static string Base64(DataContent data) => Convert.ToBase64String(data.Data.Span);

    /// <summary>A schema as a node that can be put into a request.</summary>
    public static JsonNode Schema(JsonElement schema) => JsonNode.Parse(schema.GetRawText())!;

    private static JsonNode? ToNode(object? value) =>
        JsonSerializer.SerializeToNode(value, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(object)));
}
