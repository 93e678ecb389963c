using System.Text.Json;
using Tollgate.ProviderSim.Calls;
using Tollgate.ProviderSim.Ledger;
using Tollgate.ProviderSim.Models;
using Tollgate.ProviderSim.Tokens;

namespace Tollgate.ProviderSim.Gemini;

/// <summary><c>POST /gemini/v1beta/models/{model}:batchEmbedContents</c>, which states no usage.</summary>
internal sealed class BatchEmbedContents(ModelCatalogue models, TokenCounters counters) : EmbeddingWire
{
    public const string Method = "batchEmbedContents";

    public override string Endpoint => "/gemini/v1beta/batchEmbedContents";

    public override string IdPrefix => "gemini";

    public override string? KeyOf(HttpRequest request) => request.Headers["x-goog-api-key"];

    public override Task WriteErrorAsync(HttpContext http, CallError error) => GeminiError.WriteAsync(http, error);

    public override async Task<EmbeddingReading> ReadAsync(IncomingCall incoming)
    {
        var (body, error) = await CallDesk.ReadAsync(incoming, CallsJson.Default.JsonObject);
        var (name, _) = GeminiReader.PathOf(incoming.Http);
        if (body is null)
            return new EmbeddingReading(incoming, null, error);
        if (models.Find(name) is not { Kind: ModelKind.Embedding } model)
            return new EmbeddingReading(incoming, null, CallError.NoModel(name), name);

        var counter = counters.For(model);
        var requests = body.Items("requests");
        var inputs = requests.Select(request => Blocks.TextOf(request.Object("content")?["parts"]))
            .Select(text => new EmbeddingInput(text, null, counter.Count(text))).ToList();
        return inputs.Count == 0 || inputs.Exists(input => input.Tokens == 0 || input.Tokens > model.Context)
            ? new EmbeddingReading(incoming, null, CallError.Invalid("requests", "* BatchEmbedContentsRequest.requests: each needs content of a length the model takes"), name)
            : new EmbeddingReading(incoming, new EmbeddingCall(model, inputs, requests[0].Number("outputDimensionality")));
    }

    public override void Write(Utf8JsonWriter json, EmbeddingCall call, IReadOnlyList<float[]> vectors, TokenUsage? usage)
    {
        json.WriteStartObject();
        json.WriteStartArray("embeddings"u8);
        foreach (var vector in vectors)
        {
            json.WriteStartObject();
            VectorJson.Write(json, "values"u8, vector);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
