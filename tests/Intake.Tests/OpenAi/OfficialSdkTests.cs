using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Intake.Tests.Fakes;
using Tollgate.Intake.Tests.Host;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Grpc;

namespace Tollgate.Intake.Tests.OpenAi;

/// <summary>OpenAI's own SDK, unchanged but for base address and key.</summary>
[Collection(IntakeCollection.Name)]
public sealed class OfficialSdkTests(IntakeFixture fixture)
{
    // One red pixel.
    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

    [Fact]
    public async Task A_chat_is_answered_with_usage_and_receipt_headers()
    {
        var tenant = await fixture.CreateTenantAsync();
        var client = Client(tenant, "gpt-4.1-nano");

        var answer = await client.CompleteChatAsync(
            [new SystemChatMessage("Be brief."), new UserChatMessage("When must a claim be filed?")], new ChatCompletionOptions { MaxOutputTokenCount = 50 });

        Assert.Equal("It is in the policy [1].", answer.Value.Content[0].Text);
        Assert.Equal(ChatFinishReason.Stop, answer.Value.FinishReason);
        Assert.Equal((100, 15, 20, 5), (
            answer.Value.Usage.InputTokenCount, answer.Value.Usage.OutputTokenCount,
            answer.Value.Usage.InputTokenDetails.CachedTokenCount, answer.Value.Usage.OutputTokenDetails.ReasoningTokenCount));
        var headers = answer.GetRawResponse().Headers;
        Assert.True(headers.TryGetValue("x-tollgate-cost-nanos", out var cost) && cost == "123456");
        Assert.True(headers.TryGetValue("x-tollgate-cache", out var cache) && cache == "miss");
        Assert.True(headers.TryGetValue("x-tollgate-model", out var model) && model == "gpt-4.1-nano");
        Assert.True(headers.TryGetValue("x-tollgate-budget-left-nanos", out var left) && left == "7000000000");
        var run = Assert.Single(fixture.Routing.RunsOf(tenant.Id));
        Assert.Equal(("gpt-4.1-nano", 50), (run.Model, run.MaxOutputTokens));
    }

    [Fact]
    public async Task A_stream_arrives_in_pieces_and_ends_with_usage()
    {
        var tenant = await fixture.CreateTenantAsync();
        var (text, pieces, usage, finish) = ("", 0, (ChatTokenUsage?)null, (ChatFinishReason?)null);

        await foreach (var update in Client(tenant).CompleteChatStreamingAsync("When must a claim be filed?"))
        {
            text += string.Concat(update.ContentUpdate.Select(part => part.Text));
            pieces += update.ContentUpdate.Count;
            usage = update.Usage ?? usage;
            finish = update.FinishReason ?? finish;
        }

        Assert.Equal("It is in the policy [1].", text);
        Assert.True(pieces > 1);
        Assert.Equal(100, usage?.InputTokenCount);
        Assert.Equal(ChatFinishReason.Stop, finish);
    }

    [Fact]
    public async Task A_schema_and_an_image_reach_the_prompt()
    {
        var tenant = await fixture.CreateTenantAsync();
        var options = new ChatCompletionOptions
        {
            ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("claim", BinaryData.FromString("""{"type":"object"}"""), jsonSchemaIsStrict: true),
        };

        await Client(tenant).CompleteChatAsync(
            [new UserChatMessage(
                ChatMessageContentPart.CreateTextPart("What is this?"),
                ChatMessageContentPart.CreateImagePart(BinaryData.FromBytes(Convert.FromBase64String(Png)), "image/png", ChatImageDetailLevel.Low))],
            options);

        var run = Assert.Single(fixture.Routing.RunsOf(tenant.Id));
        Assert.True(run.Traits is { Vision: true, JsonSchema: true });
        var prompt = Prompt.Parser.ParseFrom(run.Prompt);
        Assert.Equal(
            ("json_schema", "claim", """{"type":"object"}""", true),
            (prompt.ResponseFormat.Type, prompt.ResponseFormat.Name, prompt.ResponseFormat.JsonSchema, prompt.ResponseFormat.Strict));
        var image = prompt.Messages[0].Parts[1].Image;
        Assert.Equal(("image/png", "low", Png), (image.MediaType, image.Detail, image.Data.ToBase64()));
        // 85 for a coarse look on a tile model, beside the text.
        Assert.True(run.Traits.Origins.User > 85);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tools_are_called_in_a_loop(bool stream)
    {
        var tenant = await fixture.CreateTenantAsync();
        fixture.Routing.Script(tenant.Id, FakeRouting.CallThenAnswer("Cold, and 9 o'clock.", ("get_weather", """{"city":"Oslo"}"""), ("get_time", "{}")));
        var options = new ChatCompletionOptions
        {
            Tools =
            {
                ChatTool.CreateFunctionTool(
                    "get_weather", "Looks it up.", BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"}}}"""), functionSchemaIsStrict: true),
                ChatTool.CreateFunctionTool("get_time"),
            },
            ToolChoice = ChatToolChoice.CreateAutoChoice(),
            AllowParallelToolCalls = true,
        };
        List<ChatMessage> messages = [new UserChatMessage("How is Oslo, and what time is it?")];

        var called = stream ? await StreamCallsAsync(Client(tenant), messages, options) : [.. (await Client(tenant).CompleteChatAsync(messages, options)).Value.ToolCalls];
        messages.Add(new AssistantChatMessage(called));
        messages.AddRange(called.Select(call => new ToolChatMessage(call.Id, $"Result of {call.FunctionName}.")));
        var answer = await Client(tenant).CompleteChatAsync(messages, options);

        Assert.Equal(
            ["get_weather {\"city\":\"Oslo\"}", "get_time {}"], called.Select(call => $"{call.FunctionName} {call.FunctionArguments}"));
        Assert.Equal(("Cold, and 9 o'clock.", ChatFinishReason.Stop), (answer.Value.Content[0].Text, answer.Value.FinishReason));
        var prompt = Prompt.Parser.ParseFrom(fixture.Routing.RunsOf(tenant.Id)[^1].Prompt);
        Assert.Equal(["Result of get_weather.", "Result of get_time."], prompt.Messages.Skip(2).Select(message => message.Parts[0].Text));
        Assert.Equal((true, false), (prompt.Tools[0].Strict, prompt.Tools[1].HasStrict));
    }

    private static async Task<IReadOnlyList<ChatToolCall>> StreamCallsAsync(ChatClient client, IReadOnlyList<ChatMessage> messages, ChatCompletionOptions options)
    {
        var calls = new List<(string Id, string Name, string Arguments)>();
        ChatFinishReason? finish = null;
        await foreach (var update in client.CompleteChatStreamingAsync(messages, options))
        {
            finish = update.FinishReason ?? finish;
            foreach (var piece in update.ToolCallUpdates)
            {
                if (piece.Index == calls.Count)
                    calls.Add((piece.ToolCallId, piece.FunctionName, ""));
                calls[piece.Index] = calls[piece.Index] with { Arguments = calls[piece.Index].Arguments + piece.FunctionArgumentsUpdate };
            }
        }

        Assert.Equal(ChatFinishReason.ToolCalls, finish);
        return [.. calls.Select(call => ChatToolCall.CreateFunctionToolCall(call.Id, call.Name, BinaryData.FromString(call.Arguments)))];
    }

    [Fact]
    public async Task Texts_are_embedded()
    {
        var tenant = await fixture.CreateTenantAsync();
        var client = new OpenAIClient(new ApiKeyCredential(tenant.ApiKey), Options()).GetEmbeddingClient("text-embedding-3-small");

        var answer = await client.GenerateEmbeddingsAsync(["one", "three"], new EmbeddingGenerationOptions { Dimensions = 2 });

        // The SDK asks for base64 and unpacks it.
        Assert.Equal([(3f, 0.5f), (5f, 0.5f)], answer.Value.Select(vector => vector.ToFloats().ToArray()).Select(values => (values[0], values[1])));
        Assert.Equal((7, "text-embedding-3-small"), (answer.Value.Usage.InputTokenCount, answer.Value.Model));
        Assert.True(answer.GetRawResponse().Headers.TryGetValue("x-tollgate-cost-nanos", out var cost) && cost == "140");
    }

    [Fact]
    public async Task A_wrong_key_is_what_the_sdk_knows_as_401()
    {
        var error = await Assert.ThrowsAsync<ClientResultException>(() => Client(new TestTenant("", "", "sk-wrong")).CompleteChatAsync("Hi"));

        Assert.Equal(401, error.Status);
        Assert.Contains("invalid_api_key", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exceeded_budget_is_what_the_sdk_knows_as_429()
    {
        var tenant = await fixture.CreateTenantAsync();
        fixture.Routing.Script(tenant.Id, FakeRouting.Refuse(RpcErrors.Write(TollgateException.ResourceExhausted("BUDGET_EXCEEDED", "No room."))));

        var error = await Assert.ThrowsAsync<ClientResultException>(() => Client(tenant).CompleteChatAsync("Hi"));

        Assert.Equal(429, error.Status);
        Assert.Contains("insufficient_quota", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_model_is_what_the_sdk_knows_as_404()
    {
        var tenant = await fixture.CreateTenantAsync();
        fixture.Routing.Script(tenant.Id, FakeRouting.Refuse(RpcErrors.Write(TollgateException.NotFound("UNKNOWN_MODEL", "No such model."))));

        var error = await Assert.ThrowsAsync<ClientResultException>(() => Client(tenant, "gpt-0").CompleteChatAsync("Hi"));

        Assert.Equal(404, error.Status);
        Assert.Contains("model_not_found", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mistake_is_what_the_sdk_knows_as_400()
    {
        var tenant = await fixture.CreateTenantAsync();

        var error = await Assert.ThrowsAsync<ClientResultException>(
            () => Client(tenant).CompleteChatAsync(["Hi"], new ChatCompletionOptions { FrequencyPenalty = 1 }));

        Assert.Equal(400, error.Status);
        Assert.Contains("frequency_penalty", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Models_are_listed_with_auto_first_and_only_the_available_ones()
    {
        var tenant = await fixture.CreateTenantAsync();
        var client = new OpenAIClient(new ApiKeyCredential(tenant.ApiKey), Options()).GetOpenAIModelClient();

        var models = await client.GetModelsAsync();

        Assert.Equal(["auto", "nano", "gpt-4.1-nano"], models.Value.Select(model => model.Id));
        Assert.Equal("sim", (await client.GetModelAsync("gpt-4.1-nano")).Value.OwnedBy);
    }

    private ChatClient Client(TestTenant tenant, string model = "auto") => new(model, new ApiKeyCredential(tenant.ApiKey), Options());

    private OpenAIClientOptions Options() => new()
    {
        Endpoint = new Uri($"{fixture.App.HttpAddress}/v1"),
        RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
    };
}
