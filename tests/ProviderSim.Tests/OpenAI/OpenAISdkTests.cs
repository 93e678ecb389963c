using System.ClientModel;
using System.Text.Json;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;
using Tollgate.ProviderSim.Tests.Hosting;

namespace Tollgate.ProviderSim.Tests.OpenAI;

/// <summary>OpenAI's own client takes the simulator for OpenAI.</summary>
public sealed class OpenAISdkTests : IDisposable
{
    private readonly SimServer sim = new();

    private OpenAIClient Sdk => new(new ApiKeyCredential(SimServer.ApiKey), new OpenAIClientOptions { Endpoint = new Uri(sim.Address, "/v1") });

    [Fact]
    public async Task Chat_returns_text_usage_and_the_simulated_model()
    {
        ChatCompletion completion = await Sdk.GetChatClient("gpt-4o").CompleteChatAsync(
            [new SystemChatMessage(Wire.Context), new UserChatMessage("Who must approve refunds above 500 euros?")],
            new ChatCompletionOptions { IncludeLogProbabilities = true, MaxOutputTokenCount = 100, Temperature = 0 });

        Assert.Equal("A manager must approve refunds above 500 euros. [1]", completion.Content[0].Text);
        Assert.Equal(ChatFinishReason.Stop, completion.FinishReason);
        Assert.Equal(completion.Usage.OutputTokenCount, completion.ContentTokenLogProbabilities.Count);
        Assert.Contains("sim", completion.Model, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_ends_with_the_usage()
    {
        var text = "";
        ChatTokenUsage? usage = null;
        await foreach (var update in Sdk.GetChatClient("gpt-4.1-mini").CompleteChatStreamingAsync(
            [new SystemChatMessage(Wire.Context), new UserChatMessage("When do parcels leave the warehouse?")]))
        {
            text += string.Concat(update.ContentUpdate.Select(part => part.Text));
            usage ??= update.Usage;
        }

        Assert.Equal("Parcels leave the warehouse on Mondays and Thursdays. [2]", text);
        Assert.True(usage!.OutputTokenCount > 5 && usage.InputTokenCount > 30);
    }

    [Fact]
    public async Task A_forced_tool_is_called_with_arguments_from_the_prompt()
    {
        var tool = ChatTool.CreateFunctionTool("open_claim", "Opens a claim.", BinaryData.FromString(
            """{"type":"object","properties":{"claim_number":{"type":"string","pattern":"^CL-\\d{6}$"},"amount":{"type":"number","minimum":0}},"required":["claim_number","amount"]}"""));

        ChatCompletion completion = await Sdk.GetChatClient("gpt-4.1").CompleteChatAsync(
            [new UserChatMessage("Please open claim CL-204418. Amount: 1250.50 euros.")],
            new ChatCompletionOptions { Tools = { tool }, ToolChoice = ChatToolChoice.CreateRequiredChoice() });

        Assert.Equal(ChatFinishReason.ToolCalls, completion.FinishReason);
        var call = Assert.Single(completion.ToolCalls);
        using var arguments = JsonDocument.Parse(call.FunctionArguments);
        Assert.Equal("open_claim", call.FunctionName);
        Assert.Equal("CL-204418", arguments.RootElement.GetProperty("claim_number").GetString());
        Assert.Equal(1250.50m, arguments.RootElement.GetProperty("amount").GetDecimal());
    }

    [Fact]
    public async Task A_forced_tool_call_streams_in_pieces_that_join_to_the_same_arguments()
    {
        var tool = ChatTool.CreateFunctionTool("note", "Takes a note.", BinaryData.FromString(
            """{"type":"object","properties":{"text":{"type":"string"}},"required":["text"]}"""));
        string name = "", arguments = "";
        await foreach (var update in Sdk.GetChatClient("gpt-4.1").CompleteChatStreamingAsync(
            [new UserChatMessage("Text: the roof leaks")], new ChatCompletionOptions { Tools = { tool }, ToolChoice = ChatToolChoice.CreateFunctionChoice("note") }))
        {
            foreach (var call in update.ToolCallUpdates)
            {
                name += call.FunctionName;
                arguments += call.FunctionArgumentsUpdate;
            }
        }

        Assert.Equal("note", name);
        Assert.Equal("""{"text":"the roof leaks"}""", arguments);
    }

    [Fact]
    public async Task Embeddings_of_similar_texts_are_near_and_of_others_far()
    {
        var client = Sdk.GetEmbeddingClient("text-embedding-3-small");
        OpenAIEmbeddingCollection vectors = await client.GenerateEmbeddingsAsync(
            ["How are refunds paid to a customer?", "Customers: refund payment", "The volcano erupted at dawn"], new EmbeddingGenerationOptions { Dimensions = 256 });

        Assert.All(vectors, vector => Assert.Equal(256, vector.ToFloats().Length));
        Assert.True(Cosine(vectors[0], vectors[1]) > 0.5);
        Assert.True(Math.Abs(Cosine(vectors[0], vectors[2])) < 0.25);
        Assert.Equal(1, Cosine(vectors[0], vectors[0]), 4);
        Assert.True(vectors.Usage.InputTokenCount > 10);
    }

    [Fact]
    public async Task A_wrong_model_is_an_error_of_the_client()
    {
        var error = await Assert.ThrowsAsync<ClientResultException>(() => Sdk.GetChatClient("gpt-9").CompleteChatAsync(new UserChatMessage("x")));

        Assert.Equal(404, error.Status);
    }

    [Fact]
    public async Task Models_are_listed()
    {
        var models = await Sdk.GetOpenAIModelClient().GetModelsAsync();

        Assert.Contains(models.Value, model => model is { Id: "gpt-4.1-mini", OwnedBy: "openai-sim" });
    }

    public void Dispose() => sim.Dispose();

    private static double Cosine(OpenAIEmbedding a, OpenAIEmbedding b)
    {
        double sum = 0;
        for (var i = 0; i < a.ToFloats().Length; i++)
            sum += a.ToFloats().Span[i] * b.ToFloats().Span[i];
        return sum;
    }
}
