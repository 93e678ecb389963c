using System.Text.Json;
using Tollgate.ProviderSim.Calls;
using Tollgate.ProviderSim.Ledger;
using Tollgate.ProviderSim.Models;
using Tollgate.ProviderSim.Tokens;

namespace Tollgate.ProviderSim.Cohere;

/// <summary><c>POST /cohere/v2/embed</c></summary>
internal sealed class CohereEmbed(ModelCatalogue models, TokenCounters counters) : EmbeddingWire
{
    public const string Path = "/cohere/v2/embed";

    private const int MostTexts = 96;

    public override string Endpoint => Path;

    public override string IdPrefix => "cohere";

    public override Task WriteErrorAsync(HttpContext http, CallError error) => CohereJson.WriteErrorAsync(http, error);

    public override async Task<EmbeddingReading> ReadAsync(IncomingCall incoming)
    {
        var (body, error) = await CallDesk.ReadAsync(incoming, CallsJson.Default.JsonObject);
        if (body is null)
            return new EmbeddingReading(incoming, null, error);
        var name = body.Text("model") ?? "";
        if (models.Find(name) is not { Kind: ModelKind.Embedding } model)
            return new EmbeddingReading(incoming, null, CallError.NoModel(name), name);
        if (body.Text("input_type") is null)
            return new EmbeddingReading(incoming, null, CallError.Invalid("input_type", "invalid request: valid input_type must be provided"), name);

        var counter = counters.For(model);
        var inputs = Blocks.TextsOf(body.Items("texts")).Select(text => new EmbeddingInput(text, null, counter.Count(text))).ToList();
        return inputs.Count is 0 or > MostTexts
            ? new EmbeddingReading(incoming, null, CallError.Invalid("texts", $"invalid request: 1 to {MostTexts} texts"), name)
            : new EmbeddingReading(incoming, new EmbeddingCall(model, inputs, body.Number("output_dimension")));
    }

    public override void Write(Utf8JsonWriter json, EmbeddingCall call, IReadOnlyList<float[]> vectors, TokenUsage? usage)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, "sim"u8);
        json.WriteStartObject("embeddings"u8);
        json.WriteStartArray("float"u8);
        foreach (var vector in vectors)
            VectorJson.Write(json, vector);
        json.WriteEndArray();
        json.WriteEndObject();
        if (usage is { } stated)
            CohereJson.WriteUsage(json, "meta"u8, stated);
        json.WriteEndObject();
    }
}
