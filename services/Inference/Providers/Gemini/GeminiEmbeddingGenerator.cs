using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Tollgate.Inference.Providers.Wire;

namespace Tollgate.Inference.Providers.Gemini;

/// <summary><c>models/{model}:batchEmbedContents</c>, whose answers state no usage.</summary>
internal sealed class GeminiEmbeddingGenerator(ProviderHttp http, ProviderOptions options, string model) : WireEmbeddingGenerator(http)
{
    private readonly Uri address = options.Below($"models/{model}:batchEmbedContents");

    public override ProviderFailure? Classify(ErrorReply reply) => GeminiErrors.Of(reply.Body.At("error"));

    public override TimeSpan? RetryAfter(ErrorReply reply) => GeminiErrors.RetryAfter(reply.Body.At("error"));

    protected override ValueTask<HttpRequestMessage> RequestAsync(IReadOnlyList<string> texts, int? dimensions, CancellationToken cancellationToken)
    {
        var request = WireRequest.Post(address, new JsonObject { ["requests"] = new JsonArray([.. texts.Select(text => One(text, dimensions))]) });
        request.Headers.Add(GeminiErrors.KeyHeader, options.ApiKey);
        return new(request);
    }

    protected override GeneratedEmbeddings<Embedding<float>> Read(JsonElement answer) => new(
        answer.ItemsAt("embeddings").Select(embedding => Vector(embedding.At("values"), model)))
    {
        Usage = Usage(answer.At("usageMetadata").CountAt("promptTokenCount")),
    };

    private JsonObject One(string text, int? dimensions)
    {
        var one = new JsonObject
        {
            ["model"] = "models/" + model,
            ["content"] = new JsonObject { ["parts"] = new JsonArray(new JsonObject { ["text"] = text }) },
        };
        if (dimensions is { } length)
            one["outputDimensionality"] = length;
        return one;
    }
}
