using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Tollgate.ProviderSim.Calls;
using Tollgate.ProviderSim.Ledger;
using Tollgate.ProviderSim.Models;

namespace Tollgate.ProviderSim.OpenAI;

/// <summary><c>POST /v1/chat/completions</c></summary>
internal class ChatCompletions(ModelCatalogue models, IOptions<SimulatorOptions> options) : ChatWire
{
    public const string Path = "/v1/chat/completions";

    public override string Endpoint => Path;

    public override string IdPrefix => "chatcmpl";

    public override Task WriteErrorAsync(HttpContext http, CallError error) => ErrorReply.WriteAsync(http, error);

    public override async Task<ChatReading> ReadAsync(IncomingCall incoming)
    {
        var (request, error) = await CallDesk.ReadAsync(incoming, OpenAIJson.Default.ChatRequest);
        if (request is null)
            return ChatReading.Refused(incoming, error!);

        request = Complete(incoming, request);
        error = ChatRequestReader.Read(request, models, options.Value.RejectUnsupportedParameters, out var call);
        return new ChatReading(incoming, call, error, request.Model);
    }

    public override void WriteWhole(Utf8JsonWriter json, ChatGeneration generation, CallEnd end)
    {
        var answer = generation.Answer;
        json.WriteStartObject();
        ChatJson.WriteHead(json, generation, "chat.completion"u8);
        json.WriteStartArray("choices"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, 0);
        json.WriteStartObject("message"u8);
        json.WriteString("role"u8, "assistant"u8);
        if (answer.ToolName is null)
            json.WriteString("content"u8, answer.Text(answer.Total));
        else
            ChatJson.WriteToolCalls(json, answer);
        json.WriteNull("refusal"u8);
        json.WriteStartArray("annotations"u8);
        json.WriteEndArray();
        json.WriteEndObject();
        LogprobsJson.Write(json, generation.Call, answer, 0, answer.Pieces.Count);
        json.WriteString("finish_reason"u8, generation.FinishReason);
        json.WriteEndObject();
        json.WriteEndArray();
        if (StatedUsage.Of(end, generation.Faults) is { } usage)
            OpenAIUsage.Write(json, usage);
        json.WriteEndObject();
    }

    public override void WriteBegin(IBufferWriter<byte> output, ChatGeneration generation) => WriteChunk(
        output, generation,
        static (json, generation) =>
        {
            json.WriteStartObject("delta"u8);
            json.WriteString("role"u8, "assistant"u8);
            if (generation.Answer.ToolName is null)
                json.WriteString("content"u8, ""u8);
            else
                ChatJson.WriteToolDelta(json, generation.Answer, 0, "", opens: true);
            json.WriteNull("refusal"u8);
        },
        null, 0, 0);

    public override void WritePieces(IBufferWriter<byte> output, ChatGeneration generation, int from, int to)
    {
        var answer = generation.Answer;
        if (answer.Calls.Count > 0)
        {
            WriteToolPieces(output, generation, from, to);
            return;
        }

        var text = answer.TextOf(from, to);
        WriteChunk(
            output, generation,
            (json, _) =>
            {
                json.WriteStartObject("delta"u8);
                json.WriteString("content"u8, text);
            },
            null, from, to);
    }

    public override void WriteEnd(IBufferWriter<byte> output, ChatGeneration generation, CallEnd end)
    {
        WriteChunk(output, generation, static (json, _) => json.WriteStartObject("delta"u8), generation.FinishReason, 0, 0);
        if (generation.Call.IncludeUsage && StatedUsage.Of(end, generation.Faults) is { } usage)
        {
            WriteEvent(output, generation, json =>
            {
                json.WriteStartArray("choices"u8);
                json.WriteEndArray();
                OpenAIUsage.Write(json, usage);
            });
        }
        output.Write("data: [DONE]\n\n"u8);
    }

    /// <summary>What the address says beside the body.</summary>
    protected virtual ChatRequest Complete(IncomingCall incoming, ChatRequest request) => request;

    // No event has pieces of two calls; each call after the first is opened by an event of its own.
    private static void WriteToolPieces(IBufferWriter<byte> output, ChatGeneration generation, int from, int to)
    {
        var answer = generation.Answer;
        while (from < to)
        {
            var call = answer.CallOf(from);
            if (call > 0 && answer.Calls[call].Start == from)
                WriteDelta("", opens: true);
            var end = Math.Min(to, answer.EndOf(call));
            WriteDelta(answer.TextOf(from, end), opens: false);
            from = end;

            void WriteDelta(string arguments, bool opens) => WriteChunk(
                output, generation,
                (json, _) =>
                {
                    json.WriteStartObject("delta"u8);
                    ChatJson.WriteToolDelta(json, answer, call, arguments, opens);
                },
                null, 0, 0);
        }
    }

    private static void WriteChunk(
        IBufferWriter<byte> output, ChatGeneration generation, Action<Utf8JsonWriter, ChatGeneration> openDelta, string? finishReason, int from, int to) =>
        WriteEvent(output, generation, json =>
        {
            json.WriteStartArray("choices"u8);
            json.WriteStartObject();
            json.WriteNumber("index"u8, 0);
            openDelta(json, generation);
            json.WriteEndObject();
            if (from < to)
                LogprobsJson.Write(json, generation.Call, generation.Answer, from, to);
            else
                json.WriteNull("logprobs"u8);
            json.WriteString("finish_reason"u8, finishReason);
            json.WriteEndObject();
            json.WriteEndArray();
            if (generation.Call.IncludeUsage)
                json.WriteNull("usage"u8);
        });

    private static void WriteEvent(IBufferWriter<byte> output, ChatGeneration generation, Action<Utf8JsonWriter> body) =>
        ServerEvents.Write(output, null, json =>
        {
            ChatJson.WriteHead(json, generation, "chat.completion.chunk"u8);
            body(json);
        });
}
