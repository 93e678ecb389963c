using System.Buffers;
using System.Text.Json;
using Tollgate.ProviderSim.Ledger;

namespace Tollgate.ProviderSim.OpenAI;

/// <summary>Writes the events of a chat stream into the response buffer.</summary>
internal sealed class ChunkWriter
{
    // Without pace everything is there at once; one event a token would only measure JSON.
    private const int PiecesPerEventAtZeroPace = 32;

    private readonly ChatGeneration generation;
    private readonly IBufferWriter<byte> output;
    private readonly int piecesPerEvent;
    private bool begun;

    public ChunkWriter(ChatGeneration generation)
    {
        this.generation = generation;
        output = generation.Http.Response.BodyWriter;
        piecesPerEvent = generation.Clock.IsZero ? PiecesPerEventAtZeroPace : 1;
        generation.Http.Response.ContentType = "text/event-stream; charset=utf-8";
        generation.Http.Response.Headers.CacheControl = "no-cache";
    }

    /// <summary>Writes what becomes visible between two counts of generated tokens.</summary>
    public void WriteTokens(int from, int to)
    {
        if (!begun)
            WriteBegin();
        var last = generation.Answer.VisibleOf(to);
        for (var i = generation.Answer.VisibleOf(from); i < last; i += piecesPerEvent)
            WritePieces(i, Math.Min(i + piecesPerEvent, last));
    }

    public void WriteEnd(CallEnd end)
    {
        if (generation.Faults.MalformedJson)
        {
            output.Write("data: {\"id\":\"chatcmpl-sim\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"cont\n\n"u8);
            return;
        }

        WriteChunk(static (json, _) => json.WriteStartObject("delta"u8), generation.FinishReason, 0, 0);
        if (generation.Call.IncludeUsage && !ReportedUsage.IsOmitted(generation.Faults))
        {
            WriteEvent(json =>
            {
                json.WriteStartArray("choices"u8);
                json.WriteEndArray();
                ReportedUsage.Write(json, end.Usage, generation.Faults);
            });
        }
        output.Write("data: [DONE]\n\n"u8);
    }

    private void WriteBegin()
    {
        begun = true;
        WriteChunk(
            static (json, generation) =>
            {
                json.WriteStartObject("delta"u8);
                json.WriteString("role"u8, "assistant"u8);
                if (generation.Answer.ToolName is null)
                    json.WriteString("content"u8, ""u8);
                else
                    WriteToolCall(json, generation, "");
                json.WriteNull("refusal"u8);
            },
            null, 0, 0);
    }

    private void WritePieces(int from, int to)
    {
        var text = to - from == 1 ? generation.Answer.Pieces[from] : string.Concat(generation.Answer.Pieces.Skip(from).Take(to - from));
        WriteChunk(
            (json, _) =>
            {
                json.WriteStartObject("delta"u8);
                if (generation.Answer.ToolName is null)
                    json.WriteString("content"u8, text);
                else
                    WriteToolCall(json, null, text);
            },
            null, from, to);
    }

    private static void WriteToolCall(Utf8JsonWriter json, ChatGeneration? opening, string arguments)
    {
        json.WriteStartArray("tool_calls"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, 0);
        if (opening is not null)
        {
            json.WriteString("id"u8, opening.ToolCallId);
            json.WriteString("type"u8, "function"u8);
        }
        json.WriteStartObject("function"u8);
        if (opening is not null)
            json.WriteString("name"u8, opening.Answer.ToolName);
        json.WriteString("arguments"u8, arguments);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private void WriteChunk(Action<Utf8JsonWriter, ChatGeneration> openDelta, string? finishReason, int from, int to) => WriteEvent(json =>
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

    private void WriteEvent(Action<Utf8JsonWriter> body)
    {
        output.Write("data: "u8);
        using (var json = new Utf8JsonWriter(output, JsonReply.Options))
        {
            json.WriteStartObject();
            ChatJson.WriteHead(json, generation, "chat.completion.chunk"u8);
            body(json);
            json.WriteEndObject();
        }
        output.Write("\n\n"u8);
    }
}
