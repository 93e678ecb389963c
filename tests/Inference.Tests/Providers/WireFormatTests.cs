using Grpc.Core;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Inference.Tests.Fakes;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Inference.Tests.Providers;

/// <summary>What is particular to a provider, end to end against the simulator.</summary>
public sealed class WireFormatTests(FaultMatrixFixture fixture) : IClassFixture<FaultMatrixFixture>
{
    private static readonly string Long = string.Join(' ', Enumerable.Range(0, 1_500).Select(i => $"clause {i}"));

    [Theory]
    [InlineData("anthropic", "claude-haiku-4-5", true)]
    [InlineData("aws-bedrock", "anthropic.claude-haiku-4-5-20251001-v1:0", false)]
    public async Task Prompts_marked_for_the_cache_are_written_to_it_and_then_read(string provider, string model, bool stream)
    {
        var replica = fixture.World.Replica(settings =>
        {
            foreach (var format in WireFormat.All)
                format.Configure(settings, fixture.Simulator);
            settings["Recovery:Instance"] = $"cache-{provider}";
            settings[$"Providers:{provider}:PromptCache"] = "1h";
        });
        var request = World.Request("What does clause 7 say?", stream, model, provider);
        var prompt = Prompt.Parser.ParseFrom(request.Prompt);
        prompt.Messages.Insert(0, new PromptMessage { Role = "system", Parts = { new ContentPart { Text = $"{provider} {Long}" } } });
        request.Prompt = Google.Protobuf.MessageExtensions.ToByteString(prompt);

        var first = World.AttemptsOf(await World.RunAsync(replica, request)).Single();
        var second = World.AttemptsOf(await World.RunAsync(replica, request)).Single();

        Assert.True(first.Usage.CacheWrite1H > 1_000, first.ToString());
        Assert.Equal(0, first.Usage.CachedInput);
        Assert.Equal(first.Usage.CacheWrite1H, second.Usage.CachedInput + second.Usage.CacheWrite1H);
        Assert.InRange(second.Usage.CacheWrite1H, 0, 128);
        Assert.True(second.Cost.Nanos < first.Cost.Nanos / 2);
        await Books.AgreeAsync(fixture.World, fixture.Simulator, first.AttemptId);
        await Books.AgreeAsync(fixture.World, fixture.Simulator, second.AttemptId);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Thoughts_of_gemini_are_billed_beside_the_answer(bool stream)
    {
        var attempts = new List<Attempt>();
        for (var i = 0; i < 5; i++)
        {
            var events = await World.RunAsync(fixture.Patient, World.Request($"Think about river {i}.", stream, "gemini-2.5-flash", "google", max: 2_000));
            attempts.Add(World.AttemptsOf(events).Single());
        }

        Assert.Contains(attempts, attempt => attempt.Usage.Reasoning > 0);
        foreach (var attempt in attempts)
            await Books.AgreeAsync(fixture.World, fixture.Simulator, attempt.AttemptId);
    }

    [Fact]
    public async Task Azure_takes_a_token_of_entra_id_in_place_of_a_key()
    {
        var replica = fixture.World.Replica(settings =>
        {
            WireFormat.Of("azure_openai").Configure(settings, fixture.Simulator);
            settings["Recovery:Instance"] = "entra";
            settings["Providers:azure:ClientId"] = "an-application";
            settings["Providers:azure:TokenUrl"] = fixture.Simulator.Address + "/identity/token";
        });

        var events = await World.RunAsync(replica, World.Request(stream: true, provider: "azure"));

        Assert.Equal(UsageRank.Provider, World.AttemptsOf(events).Single().Rank);
    }

    [Fact]
    public async Task What_azures_content_filter_refuses_costs_nothing_and_says_so()
    {
        var (events, error) = await World.TryRunAsync(fixture.Patient, World.Request("simulate: content filter", provider: "azure"));

        Assert.Equal((StatusCode.InvalidArgument, Reasons.ProviderRejected), (error!.StatusCode, TollgateException.FromRpc(error).Reason));
        var attempt = World.AttemptsOf(events).Single();
        Assert.Equal(("CONTENT_FILTERED", 0), (attempt.FailureReason, attempt.Cost.Nanos));
    }

    [Theory]
    [InlineData("azure", "text-embedding-3-small")]
    [InlineData("google", "gemini-embedding-001")]
    [InlineData("cohere", "embed-v4.0")]
    public async Task Embeddings_cost_what_the_simulator_bills(string provider, string model)
    {
        var response = await fixture.Patient.Client.EmbedAsync(
            new EmbedRequest
            {
                OperationId = Guid.CreateVersion7().ToString(),
                Caller = new Caller { TenantId = "acme" },
                Provider = provider,
                Model = model,
                Texts = { "The deductible is 500 euros.", "Parcels leave on Mondays." },
                Payer = Payer.Customer,
                Dimensions = 64,
            },
            fixture.Patient.Signed());

        Assert.Equal([64, 64], response.Embeddings.Select(embedding => embedding.Values.Count));
        await Books.AgreeAsync(fixture.World, fixture.Simulator, response.Attempt.AttemptId);
    }

    [Fact]
    public async Task A_wrong_signature_is_a_refused_key()
    {
        var replica = fixture.World.Replica(settings =>
        {
            WireFormat.Of("bedrock").Configure(settings, fixture.Simulator);
            settings["Recovery:Instance"] = "unsigned";
            settings["Providers:aws-bedrock:ApiKey"] = "another secret";
        });

        var (events, error) = await World.TryRunAsync(replica, World.Request(provider: "aws-bedrock", model: "amazon.nova-lite-v1:0"));

        Assert.NotNull(error);
        Assert.Equal("UNAUTHORIZED", World.AttemptsOf(events).Single().FailureReason);
    }
}
