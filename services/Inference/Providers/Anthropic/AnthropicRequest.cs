using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Tollgate.Inference.Providers.Wire;

namespace Tollgate.Inference.Providers.Anthropic;

/// <summary>A chat as Anthropic takes it.</summary>
internal static class AnthropicRequest
{
    private const int LeastThinking = 1_024;

    public static JsonObject Of(string model, Conversation conversation, ChatOptions options, string promptCache)
    {
        var limit = options.MaxOutputTokens ?? 4_096;
        var body = new JsonObject
        {
            ["model"] = model,
            ["max_tokens"] = limit,
            ["messages"] = new JsonArray([.. conversation.Turns.Select(Message)]),
        };
        if (conversation.System.Length > 0)
            body["system"] = new JsonArray(Cached(Text(conversation.System), promptCache));
        AddSampling(body, options, Thinking(options, limit));
        if (options.StopSequences is { Count: > 0 } stops)
            body["stop_sequences"] = new JsonArray([.. stops.Select(stop => (JsonNode)stop)]);
        if (options.ResponseFormat is ChatResponseFormatJson { Schema: { } schema })
            body["output_config"] = new JsonObject { ["format"] = new JsonObject { ["type"] = "json_schema", ["schema"] = WireContents.Schema(schema) } };
        AddTools(body, options, conversation.System.Length > 0 ? "none" : promptCache);
        return body;
    }

    // Newer models take one of temperature and top_p, and neither while they think.
    private static void AddSampling(JsonObject body, ChatOptions options, int? thinking)
    {
        if (thinking is { } budget)
            body["thinking"] = new JsonObject { ["type"] = "enabled", ["budget_tokens"] = budget };
        else if (options.Temperature is { } temperature)
            body["temperature"] = Math.Min(temperature, 1);
        else if (options.TopP is { } topP)
            body["top_p"] = topP;
    }

    private static int? Thinking(ChatOptions options, int limit)
    {
        var wanted = options.Reasoning?.Effort switch
        {
            ReasoningEffort.Low => LeastThinking,
            ReasoningEffort.Medium => 4 * LeastThinking,
            ReasoningEffort.High => 16 * LeastThinking,
            ReasoningEffort.ExtraHigh => 32 * LeastThinking,
            _ => 0,
        };
        var budget = Math.Min(wanted, limit / 2);
        return budget >= LeastThinking ? budget : null;
    }

    private static void AddTools(JsonObject body, ChatOptions options, string promptCache)
    {
        var functions = options.Tools?.OfType<AIFunctionDeclaration>().ToList();
        if (functions is not { Count: > 0 })
            return;
        var tools = functions.Select(tool => new JsonObject
        {
            ["name"] = tool.Name, ["description"] = tool.Description, ["input_schema"] = WireContents.Schema(tool.JsonSchema),
        }).ToArray();
        // A mark covers everything before it, and tools come before the system text, which has the mark when there is one.
        Cached(tools[^1], promptCache);
        body["tools"] = new JsonArray([.. tools]);
        var choice = options.ToolMode switch
        {
            RequiredChatToolMode { RequiredFunctionName: { } name } => new JsonObject { ["type"] = "tool", ["name"] = name },
            RequiredChatToolMode => new JsonObject { ["type"] = "any" },
            NoneChatToolMode => new JsonObject { ["type"] = "none" },
            _ => new JsonObject { ["type"] = "auto" },
        };
        if (options.AllowMultipleToolCalls is false && options.ToolMode is not NoneChatToolMode)
            choice["disable_parallel_tool_use"] = true;
        body["tool_choice"] = choice;
    }

    private static JsonNode Message(Turn turn) => new JsonObject
    {
        ["role"] = turn.IsAssistant ? "assistant" : "user",
        ["content"] = new JsonArray([.. turn.Contents.Select(Block).OfType<JsonNode>()]),
    };

    private static JsonNode? Block(AIContent content) => content switch
    {
        TextContent { Text.Length: > 0 } text => Text(text.Text),
        TextReasoningContent { ProtectedData: { } signature } thinking =>
            new JsonObject { ["type"] = "thinking", ["thinking"] = thinking.Text, ["signature"] = signature },
        DataContent data => new JsonObject
        {
            ["type"] = "image",
            ["source"] = new JsonObject { ["type"] = "base64", ["media_type"] = data.MediaType, ["data"] = WireContents.Base64(data) },
        },
        FunctionCallContent call => new JsonObject
        {
            ["type"] = "tool_use", ["id"] = call.CallId, ["name"] = call.Name, ["input"] = WireContents.Arguments(call),
        },
        FunctionResultContent result => new JsonObject
        {
            ["type"] = "tool_result", ["tool_use_id"] = result.CallId, ["content"] = WireContents.Result(result),
        },
        _ => null,
    };

    private static JsonObject Text(string text) => new() { ["type"] = "text", ["text"] = text };

    private static JsonObject Cached(JsonObject block, string promptCache)
    {
        if (promptCache != "none")
            block["cache_control"] = new JsonObject { ["type"] = "ephemeral", ["ttl"] = promptCache };
        return block;
    }
}
