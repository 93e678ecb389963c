using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Tollgate.Inference.Providers.Wire;

namespace Tollgate.Inference.Providers.Cohere;

/// <summary><c>POST /v2/embed</c>.</summary>
internal sealed class CohereEmbeddingGenerator(ProviderHttp http, ProviderOptions options, string model) : WireEmbeddingGenerator(http)
{
    private readonly Uri address = options.Below("embed");

    public override ProviderFailure? Classify(ErrorReply reply) => CohereReading.Failure(reply);

    protected override ValueTask<HttpRequestMessage> RequestAsync(IReadOnlyList<string> texts, int? dimensions, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["model"] = model,
            // Vectors of questions and of documents are made alike here: the contract does not say which a text is.
            ["input_type"] = "search_document",
            ["embedding_types"] = new JsonArray("float"),
            ["texts"] = new JsonArray([.. texts.Select(text => (JsonNode)text)]),
        };
        if (dimensions is { } length)
            body["output_dimension"] = length;
        var request = WireRequest.Post(address, body);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.ApiKey);
        return new(request);
    }

    protected override GeneratedEmbeddings<Embedding<float>> Read(JsonElement answer) => new(
        answer.At("embeddings").ItemsAt("float").Select(values => Vector(values, model)))
    {
        Usage = Usage(CohereReading.Usage(answer.At("meta")).Usage?.InputTotal),
    };
}
