using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Tollgate.Inference.Tests.Providers.Formats;

/// <summary>Tools in every format: offered, forced, called and answered.</summary>
public sealed class ToolTests
{
    private static readonly AITool Weather = AIFunctionFactory.CreateDeclaration(
        "weather", "Says what the weather is.", JsonDocument.Parse("""{"type": "object", "properties": {"city": {"type": "string"}}}""").RootElement);

    [Theory]
    [InlineData("anthropic", """{"stop_reason": "tool_use", "content": [{"type": "tool_use", "id": "c1", "name": "weather", "input": {"city": "Bonn"}}]}""")]
    [InlineData("gemini", """{"candidates": [{"content": {"parts": [{"functionCall": {"id": "c1", "name": "weather", "args": {"city": "Bonn"}}}]}, "finishReason": "STOP"}]}""")]
    [InlineData("bedrock", """{"output": {"message": {"content": [{"toolUse": {"toolUseId": "c1", "name": "weather", "input": {"city": "Bonn"}}}]}}, "stopReason": "tool_use"}""")]
    [InlineData("cohere", """{"finish_reason": "TOOL_CALL", "message": {"tool_calls": [{"id": "c1", "type": "function", "function": {"name": "weather", "arguments": "{\"city\": \"Bonn\"}"}}]}}""")]
    [InlineData("watsonx", """{"choices": [{"message": {"tool_calls": [{"id": "c1", "type": "function", "function": {"name": "weather", "arguments": "{\"city\": \"Bonn\"}"}}]}, "finish_reason": "tool_calls"}]}""")]
    public async Task A_call_is_read_whole(string api, string answer)
    {
        var response = await new ScriptedHttp(answer).Chat(api).GetResponseAsync("Weather?", new ChatOptions { Tools = [Weather] });

        AssertCall(response.Messages.Single().Contents);
        Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);
    }

    [Theory]
    [InlineData("anthropic", """
        data: {"type": "content_block_start", "index": 1, "content_block": {"type": "tool_use", "id": "c1", "name": "weather", "input": {}}}

        data: {"type": "content_block_delta", "index": 1, "delta": {"type": "input_json_delta", "partial_json": "{\"city\":"}}

        data: {"type": "content_block_delta", "index": 1, "delta": {"type": "input_json_delta", "partial_json": " \"Bonn\"}"}}

        data: {"type": "message_delta", "delta": {"stop_reason": "tool_use"}}


        """)]
    [InlineData("gemini", """
        data: {"candidates": [{"content": {"parts": [{"functionCall": {"id": "c1", "name": "weather", "args": {"city": "Bonn"}}}]}}]}

        data: {"candidates": [{"content": {"parts": []}, "finishReason": "STOP"}]}


        """)]
    [InlineData("cohere", """
        data: {"type": "tool-call-start", "index": 0, "delta": {"message": {"tool_calls": {"id": "c1", "type": "function", "function": {"name": "weather", "arguments": ""}}}}}

        data: {"type": "tool-call-delta", "index": 0, "delta": {"message": {"tool_calls": {"function": {"arguments": "{\"city\": \"Bonn\"}"}}}}}

        data: {"type": "message-end", "delta": {"finish_reason": "TOOL_CALL"}}


        """)]
    [InlineData("watsonx", """
        data: {"choices": [{"index": 0, "delta": {"tool_calls": [{"index": 0, "id": "c1", "type": "function", "function": {"name": "weather", "arguments": ""}}]}}]}

        data: {"choices": [{"index": 0, "delta": {"tool_calls": [{"index": 0, "function": {"arguments": "{\"city\": \"Bonn\"}"}}]}, "finish_reason": "tool_calls"}]}


        """)]
    public async Task A_call_is_read_from_pieces(string api, string events)
    {
        var updates = await new ScriptedHttp(events.ReplaceLineEndings("\n"), "text/event-stream").Chat(api)
            .GetStreamingResponseAsync("Weather?", new ChatOptions { Tools = [Weather] }).ToListAsync();

        AssertCall(updates.SelectMany(update => update.Contents));
        Assert.Equal(ChatFinishReason.ToolCalls, updates[^1].FinishReason);
    }

    [Theory]
    [InlineData("anthropic", "messages.1.content.0.id", "messages.2.content.0.tool_use_id", "messages.2.content.0.content", "tool_choice.name")]
    [InlineData("gemini", null, "contents.2.parts.0.functionResponse.name", "contents.2.parts.0.functionResponse.response.result", "toolConfig.functionCallingConfig.allowedFunctionNames.0")]
    [InlineData("bedrock", "messages.1.content.0.toolUse.toolUseId", "messages.2.content.0.toolResult.toolUseId", "messages.2.content.0.toolResult.content.0.text", "toolConfig.toolChoice.tool.name")]
    [InlineData("cohere", "messages.1.tool_calls.0.id", "messages.2.tool_call_id", "messages.2.content", "tools.0.function.name")]
    [InlineData("watsonx", "messages.1.tool_calls.0.id", "messages.2.tool_call_id", "messages.2.content", "tool_choice.function.name")]
    public async Task A_call_and_its_result_go_back_under_one_id_and_a_tool_can_be_forced(string api, string? call, string answered, string result, string forced)
    {
        var http = new ScriptedHttp("{}");
        ChatMessage[] conversation =
        [
            new(ChatRole.User, "Weather?"),
            new(ChatRole.Assistant, [new FunctionCallContent("c1", "weather", new Dictionary<string, object?> { ["city"] = "Bonn" })]),
            new(ChatRole.Tool, [new FunctionResultContent("c1", "Rain")]),
        ];

        await http.Chat(api).GetResponseAsync(conversation, new ChatOptions { Tools = [Weather], ToolMode = ChatToolMode.RequireSpecific("weather") });

        if (call is not null)
            Assert.Equal("c1", At(http.Body!, call));
        Assert.Equal(api == "gemini" ? "weather" : "c1", At(http.Body!, answered));
        Assert.Equal("Rain", At(http.Body!, result));
        Assert.Equal("weather", At(http.Body!, forced));
    }

    private static void AssertCall(IEnumerable<AIContent> contents)
    {
        var call = Assert.Single(contents.OfType<FunctionCallContent>());
        Assert.Equal(("c1", "weather", "Bonn"), (call.CallId, call.Name, call.Arguments!["city"]!.ToString()));
    }

    private static string? At(JsonNode body, string path)
    {
        var at = body;
        foreach (var step in path.Split('.'))
            at = int.TryParse(step, out var index) ? at[index]! : at[step]!;
        return at.GetValue<string>();
    }
}
