using System.Buffers;
using System.Text.Json;
using Tollgate.ProviderSim.Answers;
using Tollgate.ProviderSim.Calls;
using Tollgate.ProviderSim.Ledger;
using Tollgate.ProviderSim.Models;

namespace Tollgate.ProviderSim.Gemini;

/// <summary>
/// <c>POST /gemini/v1beta/models/{model}:generateContent</c> and <c>:streamGenerateContent</c>: a stream is a row of answers, each stating usage so far;
/// thoughts are billed beside the candidates.
/// </summary>
internal sealed class GenerateContent(ModelCatalogue models) : ChatWire
{
    public const string Path = "/gemini/v1beta/generateContent";

    public override string Endpoint => Path;

    public override string IdPrefix => "gemini";

    public override string? KeyOf(HttpRequest request) => request.Headers["x-goog-api-key"];

    public override Task WriteErrorAsync(HttpContext http, CallError error) => GeminiError.WriteAsync(http, error);

    public override async Task<ChatReading> ReadAsync(IncomingCall incoming)
    {
        var (body, error) = await CallDesk.ReadAsync(incoming, CallsJson.Default.JsonObject);
        return body is null ? ChatReading.Refused(incoming, error!) : GeminiReader.Read(incoming, body, models);
    }

    public override void WriteWhole(Utf8JsonWriter json, ChatGeneration generation, CallEnd end)
    {
        json.WriteStartObject();
        WriteCandidate(json, generation, 0, generation.Answer.Pieces.Count, isLast: true);
        if (StatedUsage.Of(end, generation.Faults) is { } usage)
            WriteUsage(json, usage);
        WriteTail(json, generation);
        json.WriteEndObject();
    }

    public override void WriteBegin(IBufferWriter<byte> output, ChatGeneration generation)
    {
    }

    // A tool is called whole, in the last event.
    public override void WritePieces(IBufferWriter<byte> output, ChatGeneration generation, int from, int to)
    {
        if (generation.Answer.ToolName is not null)
            return;
        ServerEvents.Write(output, null, json =>
        {
            WriteCandidate(json, generation, from, to, isLast: false);
            WriteUsage(json, generation.Session.Entry.Start.Prompt with { Output = to });
            WriteTail(json, generation);
        });
    }

    public override void WriteEnd(IBufferWriter<byte> output, ChatGeneration generation, CallEnd end) => ServerEvents.Write(output, null, json =>
    {
        var count = generation.Answer.Pieces.Count;
        WriteCandidate(json, generation, generation.Answer.ToolName is null ? count : 0, count, isLast: true);
        if (StatedUsage.Of(end, generation.Faults) is { } usage)
            WriteUsage(json, usage);
        WriteTail(json, generation);
    });

    private static void WriteCandidate(Utf8JsonWriter json, ChatGeneration generation, int from, int to, bool isLast)
    {
        json.WriteStartArray("candidates"u8);
        json.WriteStartObject();
        json.WriteStartObject("content"u8);
        json.WriteStartArray("parts"u8);
        json.WriteStartObject();
        if (generation.Answer.ToolName is { } tool)
        {
            json.WriteStartObject("functionCall"u8);
            json.WriteString("name"u8, tool);
            json.WritePropertyName("args"u8);
            json.WriteRawValue(generation.Answer.TextOf(from, to), skipInputValidation: true);
            json.WriteEndObject();
        }
        else
        {
            json.WriteString("text"u8, generation.Answer.TextOf(from, to));
        }
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteString("role"u8, "model"u8);
        json.WriteEndObject();
        if (isLast)
            json.WriteString("finishReason"u8, generation.Answer.FinishReason == Answer.Length ? "MAX_TOKENS" : "STOP");
        json.WriteNumber("index"u8, 0);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteUsage(Utf8JsonWriter json, TokenUsage usage)
    {
        json.WriteStartObject("usageMetadata"u8);
        json.WriteNumber("promptTokenCount"u8, usage.Input);
        json.WriteNumber("candidatesTokenCount"u8, usage.Output - usage.Reasoning);
        json.WriteNumber("totalTokenCount"u8, usage.Input + usage.Output);
        if (usage.CachedInput > 0)
            json.WriteNumber("cachedContentTokenCount"u8, usage.CachedInput);
        if (usage.Reasoning > 0)
            json.WriteNumber("thoughtsTokenCount"u8, usage.Reasoning);
        json.WriteEndObject();
    }

    private static void WriteTail(Utf8JsonWriter json, ChatGeneration generation)
    {
        json.WriteString("modelVersion"u8, generation.Call.Model.Label);
        json.WriteString("responseId"u8, generation.Incoming.CallId);
    }
}
