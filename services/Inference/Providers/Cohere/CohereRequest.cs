using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Tollgate.Inference.Providers.Wire;

namespace Tollgate.Inference.Providers.Cohere;

/// <summary>A chat as Cohere takes it.</summary>
internal static class CohereRequest
{
    public static JsonObject Of(string model, IReadOnlyList<ChatMessage> messages, ChatOptions options, bool stream)
    {
        var body = new JsonObject
        {
            ["model"] = model,
            ["stream"] = stream,
            ["max_tokens"] = options.MaxOutputTokens,
            ["messages"] = new JsonArray([.. messages.SelectMany(Messages)]),
        };
        if (options.Temperature is { } temperature)
            body["temperature"] = Math.Min(temperature, 1);
        if (options.TopP is { } topP)
            body["p"] = Math.Clamp(topP, 0.01f, 0.99f);
        if (options.Seed is { } seed)
            body["seed"] = seed;
        if (options.StopSequences is { Count: > 0 } stops)
            body["stop_sequences"] = new JsonArray([.. stops.Select(stop => (JsonNode)stop)]);
        if (options.ResponseFormat is ChatResponseFormatJson format)
        {
            var wanted = new JsonObject { ["type"] = "json_object" };
            if (format.Schema is { } schema)
                wanted["json_schema"] = WireContents.Schema(schema);
            body["response_format"] = wanted;
        }

        AddTools(body, options);
        return body;
    }

    // It can be told to call some tool or none, not which one: then that is the only one it is told of.
    private static void AddTools(JsonObject body, ChatOptions options)
    {
        var name = (options.ToolMode as RequiredChatToolMode)?.RequiredFunctionName;
        var functions = options.Tools?.OfType<AIFunctionDeclaration>().Where(tool => name is null || tool.Name == name).ToList();
        if (functions is not { Count: > 0 })
            return;
        body["tools"] = new JsonArray([.. functions.Select(tool => new JsonObject
        {
            ["type"] = "function",
            ["function"] = new JsonObject { ["name"] = tool.Name, ["description"] = tool.Description, ["parameters"] = WireContents.Schema(tool.JsonSchema) },
        })]);
        if (options.ToolMode is RequiredChatToolMode or NoneChatToolMode)
            body["tool_choice"] = options.ToolMode is NoneChatToolMode ? "NONE" : "REQUIRED";
    }

    private static IEnumerable<JsonNode> Messages(ChatMessage message)
    {
        foreach (var result in message.Contents.OfType<FunctionResultContent>())
            yield return new JsonObject { ["role"] = "tool", ["tool_call_id"] = result.CallId, ["content"] = WireContents.Result(result) };

        var calls = message.Contents.OfType<FunctionCallContent>().Select(Call).ToArray<JsonNode>();
        var parts = message.Contents.Select(Part).OfType<JsonNode>().ToArray();
        if (parts.Length == 0 && calls.Length == 0)
            yield break;
        var said = new JsonObject { ["role"] = message.Role.Value is "developer" ? "system" : message.Role == ChatRole.Tool ? "user" : message.Role.Value };
        if (parts.Length > 0)
            said["content"] = new JsonArray(parts);
        if (calls.Length > 0)
            said["tool_calls"] = new JsonArray(calls);
        yield return said;
    }

    private static JsonNode? Part(AIContent content) => content switch
    {
        TextContent { Text.Length: > 0 } text => new JsonObject { ["type"] = "text", ["text"] = text.Text },
        DataContent data => new JsonObject { ["type"] = "image_url", ["image_url"] = new JsonObject { ["url"] = data.Uri } },
        _ => null,
    };

    private static JsonObject Call(FunctionCallContent call) => new()
    {
        ["id"] = call.CallId,
        ["type"] = "function",
        ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = WireContents.Arguments(call).ToJsonString() },
    };
}
