using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Tollgate.Inference.Providers.Wire;

namespace Tollgate.Inference.Providers.Bedrock;

/// <summary>A chat as Converse takes it.</summary>
internal static class BedrockRequest
{
    public static JsonObject Of(Conversation conversation, ChatOptions options, string promptCache)
    {
        var body = new JsonObject
        {
            ["messages"] = new JsonArray([.. conversation.Turns.Select(turn => new JsonObject
            {
                ["role"] = turn.IsAssistant ? "assistant" : "user",
                ["content"] = new JsonArray([.. turn.Contents.Select(Block).OfType<JsonNode>()]),
            })]),
            ["inferenceConfig"] = Inference(options),
        };
        if (conversation.System.Length > 0)
            body["system"] = Cached(new JsonArray(new JsonObject { ["text"] = conversation.System }), promptCache);
        AddTools(body, options, conversation.System.Length > 0 ? "none" : promptCache);
        return body;
    }

    // As for Anthropic's own API, newer models take one of temperature and top_p.
    private static JsonObject Inference(ChatOptions options)
    {
        var inference = new JsonObject { ["maxTokens"] = options.MaxOutputTokens };
        if (options.Temperature is { } temperature)
            inference["temperature"] = Math.Min(temperature, 1);
        else if (options.TopP is { } topP)
            inference["topP"] = topP;
        if (options.StopSequences is { Count: > 0 } stops)
            inference["stopSequences"] = new JsonArray([.. stops.Select(stop => (JsonNode)stop)]);
        return inference;
    }

    private static void AddTools(JsonObject body, ChatOptions options, string promptCache)
    {
        // It cannot be told to leave tools alone, but what it is not told of it does not call.
        var functions = options.Tools?.OfType<AIFunctionDeclaration>().ToList();
        if (functions is not { Count: > 0 } || options.ToolMode is NoneChatToolMode)
            return;
        var tools = new JsonArray([.. functions.Select(tool => new JsonObject
        {
            ["toolSpec"] = new JsonObject
            {
                ["name"] = tool.Name,
                ["description"] = tool.Description is { Length: > 0 } text ? text : tool.Name,
                ["inputSchema"] = new JsonObject { ["json"] = WireContents.Schema(tool.JsonSchema) },
            },
        })]);
        body["toolConfig"] = new JsonObject
        {
            ["tools"] = Cached(tools, promptCache),
            ["toolChoice"] = options.ToolMode switch
            {
                RequiredChatToolMode { RequiredFunctionName: { } name } => new JsonObject { ["tool"] = new JsonObject { ["name"] = name } },
                RequiredChatToolMode => new JsonObject { ["any"] = new JsonObject() },
                _ => new JsonObject { ["auto"] = new JsonObject() },
            },
        };
    }

    private static JsonNode? Block(AIContent content) => content switch
    {
        TextContent { Text.Length: > 0 } text => new JsonObject { ["text"] = text.Text },
        DataContent data => new JsonObject
        {
            ["image"] = new JsonObject
            {
                ["format"] = data.MediaType[(data.MediaType.IndexOf('/', StringComparison.Ordinal) + 1)..],
                ["source"] = new JsonObject { ["bytes"] = WireContents.Base64(data) },
            },
        },
        TextReasoningContent { ProtectedData: { } signature } thinking => new JsonObject
        {
            ["reasoningContent"] = new JsonObject { ["reasoningText"] = new JsonObject { ["text"] = thinking.Text, ["signature"] = signature } },
        },
        FunctionCallContent call => new JsonObject
        {
            ["toolUse"] = new JsonObject { ["toolUseId"] = call.CallId, ["name"] = call.Name, ["input"] = WireContents.Arguments(call) },
        },
        FunctionResultContent result => new JsonObject
        {
            ["toolResult"] = new JsonObject
            {
                ["toolUseId"] = result.CallId, ["content"] = new JsonArray(new JsonObject { ["text"] = WireContents.Result(result) }),
            },
        },
        _ => null,
    };

    private static JsonArray Cached(JsonArray blocks, string promptCache)
    {
        if (promptCache == "none")
            return blocks;
        var mark = new JsonObject { ["type"] = "default" };
        if (promptCache == "1h")
            mark["ttl"] = promptCache;
        blocks.Add((JsonNode)new JsonObject { ["cachePoint"] = mark });
        return blocks;
    }
}
