using System.Runtime.InteropServices;
using System.Text.Json;
using Tollgate.ProviderSim.Calls;
using Tollgate.ProviderSim.Ledger;
using Tollgate.ProviderSim.Models;
using Tollgate.ProviderSim.Tokens;

namespace Tollgate.ProviderSim.OpenAI;

/// <summary><c>POST /v1/embeddings</c></summary>
internal class Embeddings(ModelCatalogue models, TokenCounters counters) : EmbeddingWire
{
    public const string Path = "/v1/embeddings";

    public override string Endpoint => Path;

    public override string IdPrefix => "embd";

    public override Task WriteErrorAsync(HttpContext http, CallError error) => ErrorReply.WriteAsync(http, error);

    public override async Task<EmbeddingReading> ReadAsync(IncomingCall incoming)
    {
        var (request, error) = await CallDesk.ReadAsync(incoming, OpenAIJson.Default.EmbeddingRequest);
        if (request is null)
            return new EmbeddingReading(incoming, null, error);

        request = Complete(incoming, request);
        SimModel? model = null;
        List<EmbeddingInput> inputs = [];
        error = EmbeddingReader.Read(request, models, out model);
        if (error is null)
            error = EmbeddingReader.ReadInputs(request.Input, model!, counters.For(model!), out inputs);
        var call = model is null ? null : new EmbeddingCall(model, inputs, request.Dimensions, request.EncodingFormat is "base64");
        return new EmbeddingReading(incoming, call, error, request.Model);
    }

    public override void Write(Utf8JsonWriter json, EmbeddingCall call, IReadOnlyList<float[]> vectors, TokenUsage? usage)
    {
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        for (var i = 0; i < vectors.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("object"u8, "embedding"u8);
            json.WriteNumber("index"u8, i);
            WriteVector(json, vectors[i], call.Base64);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("model"u8, call.Model.Label);
        if (usage is { Input: var tokens })
        {
            json.WriteStartObject("usage"u8);
            json.WriteNumber("prompt_tokens"u8, tokens);
            json.WriteNumber("total_tokens"u8, tokens);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    /// <summary>What the address says beside the body.</summary>
    protected virtual EmbeddingRequest Complete(IncomingCall incoming, EmbeddingRequest request) => request;

    private static void WriteVector(Utf8JsonWriter json, float[] vector, bool base64)
    {
        if (base64)
            json.WriteBase64String("embedding"u8, MemoryMarshal.AsBytes(vector.AsSpan()));
        else
            VectorJson.Write(json, "embedding"u8, vector);
    }
}
