using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using System.Text.Json;
using OpenAI.Responses;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Intake.Tests.Fakes;
using Tollgate.Intake.Tests.Host;

// The SDK calls its client of the Responses API experimental.
#pragma warning disable OPENAI001

namespace Tollgate.Intake.Tests.OpenAi;

/// <summary>OpenAI's newer API with its own SDK, unchanged but for base address and key.</summary>
[Collection(IntakeCollection.Name)]
public sealed class ResponsesSdkTests(IntakeFixture fixture)
{
    // One red pixel.
    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

    [Fact]
    public async Task A_text_is_answered_with_usage()
    {
        var tenant = await fixture.CreateTenantAsync();
        var options = Ask("When must a claim be filed?");
        options.Instructions = "Be brief.";
        options.MaxOutputTokenCount = 50;

        var answer = await Client(tenant).CreateResponseAsync(options);

        Assert.Equal("It is in the policy [1].", answer.Value.GetOutputText());
        Assert.Equal((100, 15), (answer.Value.Usage.InputTokenCount, answer.Value.Usage.OutputTokenCount));
        Assert.Equal(ResponseStatus.Completed, answer.Value.Status);
        var run = Assert.Single(fixture.Routing.RunsOf(tenant.Id));
        Assert.Equal(50, run.MaxOutputTokens);
        Assert.Equal(["Be brief.", "When must a claim be filed?"], Prompt.Parser.ParseFrom(run.Prompt).Messages.Select(message => message.Parts[0].Text));
    }

    [Fact]
    public async Task A_stream_arrives_in_pieces_and_ends_with_the_whole()
    {
        var tenant = await fixture.CreateTenantAsync();
        var options = Ask("When must a claim be filed?");
        options.StreamingEnabled = true;
        var (text, pieces, whole) = ("", 0, (ResponseResult?)null);

        await foreach (var update in await Client(tenant).CreateResponseStreamingAsync(options))
        {
            if (update is StreamingResponseOutputTextDeltaUpdate delta)
                (text, pieces) = (text + delta.Delta, pieces + 1);
            whole = (update as StreamingResponseCompletedUpdate)?.Response ?? whole;
        }

        Assert.Equal(("It is in the policy [1].", text), (text, whole!.GetOutputText()));
        Assert.True(pieces > 1);
        Assert.Equal(100, whole.Usage.InputTokenCount);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tools_are_called_in_a_loop(bool stream)
    {
        var tenant = await fixture.CreateTenantAsync();
        fixture.Routing.Script(tenant.Id, FakeRouting.CallThenAnswer("Cold.", ("get_weather", """{"city":"Oslo"}"""), ("get_time", "{}")));
        var options = Ask("How is Oslo?");
        options.Tools.Add(ResponseTool.CreateFunctionTool(
            functionName: "get_weather", functionParameters: BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"}}}"""), strictModeEnabled: true));
        options.Tools.Add(ResponseTool.CreateFunctionTool(
            functionName: "get_time", functionParameters: BinaryData.FromString("""{"type":"object","properties":{}}"""), strictModeEnabled: false));
        options.StreamingEnabled = stream;

        var called = stream ? await StreamAsync(Client(tenant), options) : (await Client(tenant).CreateResponseAsync(options)).Value;
        var calls = called.OutputItems.OfType<FunctionCallResponseItem>().ToArray();
        foreach (var item in called.OutputItems)
            options.InputItems.Add(item);
        foreach (var call in calls)
            options.InputItems.Add(ResponseItem.CreateFunctionCallOutputItem(call.CallId, $"Result of {call.FunctionName}."));
        options.StreamingEnabled = false;
        var answer = await Client(tenant).CreateResponseAsync(options);

        Assert.Equal(["get_weather {\"city\":\"Oslo\"}", "get_time {}"], calls.Select(call => $"{call.FunctionName} {call.FunctionArguments}"));
        Assert.Equal("Cold.", answer.Value.GetOutputText());
        var prompt = Prompt.Parser.ParseFrom(fixture.Routing.RunsOf(tenant.Id)[^1].Prompt);
        Assert.Equal(2, prompt.Messages[1].ToolCalls.Count);
        Assert.Equal(["Result of get_weather.", "Result of get_time."], prompt.Messages.Skip(2).Select(message => message.Parts[0].Text));
        Assert.Equal((true, false), (prompt.Tools[0].Strict, prompt.Tools[1].Strict));
    }

    [Fact]
    public async Task A_schema_and_an_image_reach_the_prompt()
    {
        var tenant = await fixture.CreateTenantAsync();
        var options = new CreateResponseOptions
        {
            Model = "auto",
            InputItems =
            {
                ResponseItem.CreateUserMessageItem(
                [
                    ResponseContentPart.CreateInputTextPart("What is this?"),
                    ResponseContentPart.CreateInputImagePart(new Uri($"data:image/png;base64,{Png}"), ResponseImageDetailLevel.Low),
                ]),
            },
            TextOptions = new ResponseTextOptions
            {
                TextFormat = ResponseTextFormat.CreateJsonSchemaFormat("claim", BinaryData.FromString("""{"type":"object"}"""), jsonSchemaIsStrict: true),
            },
        };

        await Client(tenant).CreateResponseAsync(options);

        var run = Assert.Single(fixture.Routing.RunsOf(tenant.Id));
        Assert.True(run.Traits is { Vision: true, JsonSchema: true });
        var prompt = Prompt.Parser.ParseFrom(run.Prompt);
        Assert.Equal(("json_schema", "claim", true), (prompt.ResponseFormat.Type, prompt.ResponseFormat.Name, prompt.ResponseFormat.Strict));
        Assert.Equal(("low", Png), (prompt.Messages[0].Parts[1].Image.Detail, prompt.Messages[0].Parts[1].Image.Data.ToBase64()));
    }

    [Theory]
    [InlineData("input", """{"model":"auto"}""")]
    [InlineData("input", """{"input":[{"role":"user","content":"hi"},{"type":"function_call_output","call_id":"c","output":"4"}]}""")]
    [InlineData("input[0].type", """{"input":[{"type":"item_reference","id":"msg_1"}]}""")]
    [InlineData("input[0].content[0].type", """{"input":[{"role":"user","content":[{"type":"input_file"}]}]}""")]
    [InlineData("input[0].content[0].image_url", """{"input":[{"role":"user","content":[{"type":"input_image","image_url":"https://example.com/a.png"}]}]}""")]
    [InlineData("max_output_tokens", """{"max_output_tokens":-1,"input":"hi"}""")]
    [InlineData("text.format.schema", """{"text":{"format":{"type":"json_schema","name":"a","schema":{"type":"text"}}},"input":"hi"}""")]
    [InlineData("tools[0].type", """{"tools":[{"type":"web_search"}],"input":"hi"}""")]
    [InlineData("tools[0].parameters", """{"tools":[{"type":"function","name":"a","parameters":[]}],"input":"hi"}""")]
    [InlineData("tool_choice.name", """{"tool_choice":{"type":"function","name":"b"},"input":"hi"}""")]
    [InlineData("reasoning", """{"reasoning":{"effort":"high"},"input":"hi"}""")]
    public async Task A_mistake_is_named_in_openais_words(string param, string body)
    {
        var tenant = await fixture.CreateTenantAsync();
        using var http = new HttpClient { DefaultRequestHeaders = { Authorization = new("Bearer", tenant.ApiKey) } };

        using var response = await http.PostAsync($"{fixture.App.HttpAddress}/v1/responses", new StringContent(body, Encoding.UTF8, "application/json"));
        using var error = JsonDocument.Parse(await response.Content.ReadAsStreamAsync());

        Assert.Equal((400, param), ((int)response.StatusCode, error.RootElement.GetProperty("error").GetProperty("param").GetString()));
    }

    [Fact]
    public async Task What_relies_on_something_kept_is_refused_by_name()
    {
        var tenant = await fixture.CreateTenantAsync();
        var (stored, continued) = (Ask("Hi"), Ask("Hi"));
        stored.StoredOutputEnabled = true;
        continued.PreviousResponseId = "resp_1";

        var first = await Assert.ThrowsAsync<ClientResultException>(() => Client(tenant).CreateResponseAsync(stored));
        var second = await Assert.ThrowsAsync<ClientResultException>(() => Client(tenant).CreateResponseAsync(continued));

        Assert.Equal((400, 400), (first.Status, second.Status));
        Assert.Contains("store", first.Message, StringComparison.Ordinal);
        Assert.Contains("previous_response_id", second.Message, StringComparison.Ordinal);
        Assert.Empty(fixture.Routing.RunsOf(tenant.Id));
    }

    private static CreateResponseOptions Ask(string text) => new() { Model = "auto", InputItems = { ResponseItem.CreateUserMessageItem(text) } };

    private static async Task<ResponseResult> StreamAsync(ResponsesClient client, CreateResponseOptions options)
    {
        ResponseResult? whole = null;
        await foreach (var update in await client.CreateResponseStreamingAsync(options))
            whole = (update as StreamingResponseCompletedUpdate)?.Response ?? whole;
        return whole!;
    }

    private ResponsesClient Client(TestTenant tenant) => new(
        new ApiKeyCredential(tenant.ApiKey),
        new ResponsesClientOptions { Endpoint = new Uri($"{fixture.App.HttpAddress}/v1"), RetryPolicy = new ClientRetryPolicy(maxRetries: 0) });
}
