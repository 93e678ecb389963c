using System.Runtime.InteropServices;
using System.Text.Json;
using Tollgate.ProviderSim.Faults;
using Tollgate.ProviderSim.Ledger;
using Tollgate.ProviderSim.Models;
using Tollgate.ProviderSim.Pace;
using Tollgate.ProviderSim.Tokens;

namespace Tollgate.ProviderSim.OpenAI;

/// <summary><c>POST /v1/embeddings</c></summary>
internal sealed class Embeddings(CallDesk desk, ModelCatalogue models, TokenCounters counters, Pacer pacer, TimeProvider time)
{
    public const string Path = "/v1/embeddings";

    public async Task HandleAsync(HttpContext http)
    {
        var incoming = desk.Receive(http, Path, "embd");
        var (request, error) = await CallDesk.ReadAsync(incoming, OpenAIJson.Default.EmbeddingRequest);
        SimModel? model = null;
        error ??= EmbeddingReader.Read(request!, models, out model);
        if (error is not null || model is null)
        {
            await desk.RefuseAsync(incoming, error!, modelName: request?.Model);
            return;
        }

        var faults = desk.Strike(incoming, model);
        List<EmbeddingInput> inputs = [];
        error = CallDesk.RefusalOf(faults) ?? EmbeddingReader.ReadInputs(request!.Input, model, counters.For(model), out inputs);
        if (error is not null)
        {
            await desk.RefuseAsync(incoming, error, model);
            return;
        }

        var session = desk.Open(incoming, model, false, new TokenUsage(inputs.Sum(input => (long)input.Tokens)));
        await desk.ServeAsync(incoming, session, () => SendAsync(incoming, session, model, request!, inputs, faults));
    }

    private async Task SendAsync(
        IncomingCall incoming, CallSession session, SimModel model, EmbeddingRequest request, List<EmbeddingInput> inputs, FaultPlan faults)
    {
        var clock = new GenerationClock(time, pacer.For(model, (ulong)session.Entry.Id));
        if (faults.StallAfter is not null)
            await clock.StallAsync(faults.StallTime, incoming.Http.RequestAborted);
        await clock.AllAsync(1, incoming.Http.RequestAborted);
        if (faults.CutAfter is not null)
        {
            await session.CutAsync("fault_cut");
            incoming.Http.Abort();
            return;
        }

        var vectors = inputs.ConvertAll(input => EmbeddingVector.Of(input, request.Dimensions ?? model.Dimensions));
        var end = await session.FinishAsync(0, 0, null);
        if (faults.MalformedJson)
            await incoming.Http.Response.WriteAsync("{\"object\":\"list\",\"data\":[{\"emb", incoming.Http.RequestAborted);
        else
            await JsonReply.WriteAsync(incoming.Http.Response, json => Write(json, model, vectors, request.EncodingFormat is "base64", end, faults));
    }

    private static void Write(Utf8JsonWriter json, SimModel model, List<float[]> vectors, bool base64, CallEnd end, FaultPlan faults)
    {
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        for (var i = 0; i < vectors.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("object"u8, "embedding"u8);
            json.WriteNumber("index"u8, i);
            WriteVector(json, vectors[i], base64);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("model"u8, model.Label);
        if (!ReportedUsage.IsOmitted(faults))
        {
            var tokens = (long)(end.Usage.Input * (faults.WrongUsage?.Multiply ?? 1));
            json.WriteStartObject("usage"u8);
            json.WriteNumber("prompt_tokens"u8, tokens);
            json.WriteNumber("total_tokens"u8, tokens);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void WriteVector(Utf8JsonWriter json, float[] vector, bool base64)
    {
        if (base64)
        {
            json.WriteBase64String("embedding"u8, MemoryMarshal.AsBytes(vector.AsSpan()));
            return;
        }
        json.WriteStartArray("embedding"u8);
        foreach (var value in vector)
            json.WriteNumberValue(value);
        json.WriteEndArray();
    }
}
