using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Tollgate.Inference.Providers.Wire;

namespace Tollgate.Inference.Providers.Watsonx;

/// <summary>A chat as watsonx takes it: OpenAI's messages, a model id and a project.</summary>
internal static class WatsonxRequest
{
    public static JsonObject Of(string model, string projectId, IReadOnlyList<ChatMessage> messages, ChatOptions options)
    {
        var body = new JsonObject
        {
            ["model_id"] = model,
            ["max_tokens"] = options.MaxOutputTokens,
            ["messages"] = new JsonArray([.. messages.SelectMany(Messages)]),
        };
        if (projectId.Length > 0)
            body["project_id"] = projectId;
        if (options.Temperature is { } temperature)
            body["temperature"] = temperature;
        if (options.TopP is { } topP)
            body["top_p"] = topP;
        if (options.Seed is { } seed)
            body["seed"] = seed;
        if (options.StopSequences is { Count: > 0 } stops)
            body["stop"] = new JsonArray([.. stops.Select(stop => (JsonNode)stop)]);
        if (options.ResponseFormat is ChatResponseFormatJson format)
            body["response_format"] = Format(format);
        AddTools(body, options);
        return body;
    }

    private static JsonObject Format(ChatResponseFormatJson format) => format.Schema is not { } schema
        ? new JsonObject { ["type"] = "json_object" }
        : new JsonObject
        {
            ["type"] = "json_schema",
            ["json_schema"] = new JsonObject { ["name"] = format.SchemaName ?? "answer", ["schema"] = WireContents.Schema(schema) },
        };

    private static void AddTools(JsonObject body, ChatOptions options)
    {
        var functions = options.Tools?.OfType<AIFunctionDeclaration>().ToList();
        if (functions is not { Count: > 0 })
            return;
        body["tools"] = new JsonArray([.. functions.Select(tool => new JsonObject
        {
            ["type"] = "function",
            ["function"] = new JsonObject { ["name"] = tool.Name, ["description"] = tool.Description, ["parameters"] = WireContents.Schema(tool.JsonSchema) },
        })]);
        if (options.ToolMode is RequiredChatToolMode { RequiredFunctionName: { } name })
            body["tool_choice"] = new JsonObject { ["type"] = "function", ["function"] = new JsonObject { ["name"] = name } };
        else
            body["tool_choice_option"] = options.ToolMode switch { RequiredChatToolMode => "required", NoneChatToolMode => "none", _ => "auto" };
    }

    private static IEnumerable<JsonNode> Messages(ChatMessage message)
    {
        foreach (var result in message.Contents.OfType<FunctionResultContent>())
            yield return new JsonObject { ["role"] = "tool", ["tool_call_id"] = result.CallId, ["content"] = WireContents.Result(result) };

        var calls = message.Contents.OfType<FunctionCallContent>().Select(Call).ToArray<JsonNode>();
        var images = message.Contents.OfType<DataContent>().Select(Image).ToArray<JsonNode>();
        if (message.Text.Length == 0 && calls.Length == 0 && images.Length == 0)
            yield break;
        var said = new JsonObject { ["role"] = message.Role.Value is "developer" ? "system" : message.Role == ChatRole.Tool ? "user" : message.Role.Value };
        // Only a user's content may consist of parts.
        if (message.Role == ChatRole.User)
            said["content"] = new JsonArray([.. Texts(message), .. images]);
        else if (message.Text.Length > 0)
            said["content"] = message.Text;
        if (calls.Length > 0)
            said["tool_calls"] = new JsonArray(calls);
        yield return said;
    }

    private static IEnumerable<JsonNode> Texts(ChatMessage message) =>
        message.Text.Length > 0 ? [new JsonObject { ["type"] = "text", ["text"] = message.Text }] : [];

    private static JsonObject Image(DataContent data) => new() { ["type"] = "image_url", ["image_url"] = new JsonObject { ["url"] = data.Uri } };

    private static JsonObject Call(FunctionCallContent call) => new()
    {
        ["id"] = call.CallId,
        ["type"] = "function",
        ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = WireContents.Arguments(call).ToJsonString() },
    };
}
