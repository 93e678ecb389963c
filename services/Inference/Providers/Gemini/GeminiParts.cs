using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Tollgate.Inference.Providers.Wire;

namespace Tollgate.Inference.Providers.Gemini;

/// <summary>Parts of contents, both ways.</summary>
internal static class GeminiParts
{
    private const string Signature = "thoughtSignature";

    /// <summary>What an answer's parts say.</summary>
    public static IEnumerable<AIContent> Read(JsonElement candidate)
    {
        foreach (var part in candidate.At("content").ItemsAt("parts"))
        {
            if (part.At("functionCall") is { ValueKind: JsonValueKind.Object } call)
                yield return ReadCall(part, call);
            else if (part.TextAt("text") is { Length: > 0 } text)
                yield return part.At("thought").ValueKind is JsonValueKind.True ? new TextReasoningContent(text) : new TextContent(text);
        }
    }

    /// <summary>A part of a message; null for what has no place in one.</summary>
    /// <param name="content">What to say.</param>
    /// <param name="names">Names of the tools that were called, by the id of the call.</param>
    public static JsonNode? Write(AIContent content, IReadOnlyDictionary<string, string> names) => content switch
    {
        TextContent { Text.Length: > 0 } text => new JsonObject { ["text"] = text.Text },
        DataContent data => new JsonObject { ["inlineData"] = new JsonObject { ["mimeType"] = data.MediaType, ["data"] = WireContents.Base64(data) } },
        FunctionCallContent call => WriteCall(call),
        FunctionResultContent result => new JsonObject
        {
            ["functionResponse"] = new JsonObject
            {
                ["name"] = names.GetValueOrDefault(result.CallId, result.CallId),
                ["response"] = new JsonObject { ["result"] = WireContents.Result(result) },
            },
        },
        _ => null,
    };

    // Most answers give calls no id, and ours must have one.
    private static FunctionCallContent ReadCall(JsonElement part, JsonElement call)
    {
        var arguments = call.At("args") is { ValueKind: JsonValueKind.Object } args ? args.GetRawText() : "{}";
        var content = WireContents.Call(call.TextAt("id") ?? $"call_{Guid.NewGuid():N}", call.TextAt("name") ?? "", arguments);
        if (part.TextAt(Signature) is { } signature)
            content.AdditionalProperties = new() { [Signature] = signature };
        return content;
    }

    private static JsonObject WriteCall(FunctionCallContent call)
    {
        var part = new JsonObject { ["functionCall"] = new JsonObject { ["name"] = call.Name, ["args"] = WireContents.Arguments(call) } };
        if (call.AdditionalProperties?.TryGetValue(Signature, out string? signature) is true)
            part[Signature] = signature;
        return part;
    }
}
