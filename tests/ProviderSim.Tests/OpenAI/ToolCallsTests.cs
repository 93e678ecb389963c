using System.ClientModel;
using OpenAI;
using OpenAI.Chat;
using Tollgate.ProviderSim.Tests.Hosting;

namespace Tollgate.ProviderSim.Tests.OpenAI;

/// <summary>When tools are called of the model's own accord, and how.</summary>
public sealed class ToolCallsTests : IDisposable
{
    private static readonly ChatTool Weather = Tool("get_weather", "Looks up the weather of a city.", "city");
    private static readonly ChatTool Time = Tool("get_time", "Tells the time of a city.", "city");

    private readonly SimServer sim = new();

    [Theory]
    [InlineData("What is the weather? City: Oslo", "get_weather")]
    [InlineData("Which time is it? City: Oslo", "get_time")]
    public async Task The_tool_that_the_question_speaks_of_is_called(string question, string tool)
    {
        var answer = await Client.CompleteChatAsync([new UserChatMessage(question)], Options());

        Assert.Equal(ChatFinishReason.ToolCalls, answer.Value.FinishReason);
        var call = Assert.Single(answer.Value.ToolCalls);
        Assert.Equal((tool, """{"city":"Oslo"}"""), (call.FunctionName, call.FunctionArguments.ToString()));
    }

    [Fact]
    public async Task No_tool_is_called_when_none_fits_or_none_may_be()
    {
        var forbidden = Options();
        forbidden.ToolChoice = ChatToolChoice.CreateNoneChoice();

        Assert.Empty((await Client.CompleteChatAsync([new UserChatMessage("Name three rivers of Europe.")], Options())).Value.ToolCalls);
        Assert.Empty((await Client.CompleteChatAsync([new UserChatMessage("What is the weather? City: Oslo")], forbidden)).Value.ToolCalls);
    }

    [Fact]
    public async Task A_tools_result_is_answered_in_words()
    {
        var question = new UserChatMessage("What is the weather in the city of Oslo?");
        var called = (await Client.CompleteChatAsync([question], Options())).Value;

        var answer = await Client.CompleteChatAsync(
            [question, new AssistantChatMessage(called), new ToolChatMessage(called.ToolCalls[0].Id, "The weather in the city of Oslo is cold, with snow.")], Options());

        Assert.Equal(ChatFinishReason.Stop, answer.Value.FinishReason);
        Assert.Contains("snow", answer.Value.Content[0].Text, StringComparison.Ordinal);
        Assert.True(answer.Value.Usage.InputTokenCount > called.Usage.InputTokenCount);
    }

    [Fact]
    public async Task Several_calls_stream_one_after_the_other_unless_that_is_forbidden()
    {
        var calls = new Dictionary<int, (string Id, string Name, string Arguments)>();
        await foreach (var update in Client.CompleteChatStreamingAsync([new UserChatMessage("What are weather and time? City: Oslo")], Options()))
        {
            foreach (var piece in update.ToolCallUpdates)
            {
                var (id, name, arguments) = calls.GetValueOrDefault(piece.Index, ("", "", ""));
                calls[piece.Index] = (id + piece.ToolCallId, name + piece.FunctionName, arguments + piece.FunctionArgumentsUpdate);
            }
        }

        var one = Options();
        one.AllowParallelToolCalls = false;
        var whole = await Client.CompleteChatAsync([new UserChatMessage("What are weather and time? City: Oslo")], Options());

        Assert.Equal(["get_weather", "get_time"], calls.Values.Select(call => call.Name));
        Assert.All(calls.Values, call => Assert.Equal("""{"city":"Oslo"}""", call.Arguments));
        Assert.Equal(calls.Values.Select(call => call.Id), whole.Value.ToolCalls.Select(call => call.Id));
        Assert.Single((await Client.CompleteChatAsync([new UserChatMessage("What are weather and time? City: Oslo")], one)).Value.ToolCalls);
    }

    public void Dispose() => sim.Dispose();

    private ChatClient Client =>
        new("gpt-4.1-mini", new ApiKeyCredential(SimServer.ApiKey), new OpenAIClientOptions { Endpoint = new Uri(sim.Address, "/v1") });

    private static ChatCompletionOptions Options() => new() { Tools = { Weather, Time } };

    private static ChatTool Tool(string name, string description, string parameter) => ChatTool.CreateFunctionTool(name, description, BinaryData.FromString(
        $$$"""{"type":"object","properties":{"{{{parameter}}}":{"type":"string"}},"required":["{{{parameter}}}"],"additionalProperties":false}"""));
}
