using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Tollgate.Inference.Providers.Wire;

namespace Tollgate.Inference.Providers.Gemini;

/// <summary>A chat as Google takes it.</summary>
internal static class GeminiRequest
{
    public static JsonObject Of(Conversation conversation, ChatOptions options)
    {
        var names = conversation.Turns.SelectMany(turn => turn.Contents).OfType<FunctionCallContent>()
            .GroupBy(call => call.CallId, StringComparer.Ordinal).ToDictionary(calls => calls.Key, calls => calls.Last().Name, StringComparer.Ordinal);
        var body = new JsonObject
        {
            ["contents"] = new JsonArray([.. conversation.Turns.Select(turn => new JsonObject
            {
                ["role"] = turn.IsAssistant ? "model" : "user",
                ["parts"] = new JsonArray([.. turn.Contents.Select(content => GeminiParts.Write(content, names)).OfType<JsonNode>()]),
            })]),
            ["generationConfig"] = Generation(options),
        };
        if (conversation.System.Length > 0)
            body["systemInstruction"] = new JsonObject { ["parts"] = new JsonArray(new JsonObject { ["text"] = conversation.System }) };
        AddTools(body, options);
        return body;
    }

    private static JsonObject Generation(ChatOptions options)
    {
        var generation = new JsonObject { ["maxOutputTokens"] = options.MaxOutputTokens };
        if (options.Temperature is { } temperature)
            generation["temperature"] = temperature;
        if (options.TopP is { } topP)
            generation["topP"] = topP;
        if (options.Seed is { } seed)
            generation["seed"] = seed;
        if (options.StopSequences is { Count: > 0 } stops)
            generation["stopSequences"] = new JsonArray([.. stops.Select(stop => (JsonNode)stop)]);
        if (options.ResponseFormat is ChatResponseFormatJson format)
        {
            generation["responseMimeType"] = "application/json";
            if (format.Schema is { } schema)
                generation["responseJsonSchema"] = WireContents.Schema(schema);
        }

        if (options.Reasoning?.Effort is ReasoningEffort.None)
            generation["thinkingConfig"] = new JsonObject { ["thinkingBudget"] = 0 };
        return generation;
    }

    private static void AddTools(JsonObject body, ChatOptions options)
    {
        var functions = options.Tools?.OfType<AIFunctionDeclaration>().ToList();
        if (functions is not { Count: > 0 })
            return;
        body["tools"] = new JsonArray(new JsonObject
        {
            ["functionDeclarations"] = new JsonArray([.. functions.Select(tool => new JsonObject
            {
                ["name"] = tool.Name, ["description"] = tool.Description, ["parametersJsonSchema"] = WireContents.Schema(tool.JsonSchema),
            })]),
        });
        var calling = options.ToolMode switch
        {
            RequiredChatToolMode { RequiredFunctionName: { } name } => new JsonObject { ["mode"] = "ANY", ["allowedFunctionNames"] = new JsonArray(name) },
            RequiredChatToolMode => new JsonObject { ["mode"] = "ANY" },
            NoneChatToolMode => new JsonObject { ["mode"] = "NONE" },
            _ => new JsonObject { ["mode"] = "AUTO" },
        };
        body["toolConfig"] = new JsonObject { ["functionCallingConfig"] = calling };
    }
}
