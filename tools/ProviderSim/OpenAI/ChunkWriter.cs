using System.Buffers;
using System.Text.Json;
using Tollgate.ProviderSim.Answers;
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
    private int call;

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
        for (var i = generation.Answer.VisibleOf(from); i < last;)
            i = WritePieces(i, Math.Min(i + piecesPerEvent, last));
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
                if (generation.Answer.Calls.Count == 0)
                    json.WriteString("content"u8, ""u8);
                else
                    WriteToolCall(json, generation.Answer, 0, "", opens: true);
                json.WriteNull("refusal"u8);
            },
            null, 0, 0);
    }

    /// <summary>Writes pieces up to a count, or to the end of the call they belong to; where it stopped.</summary>
    private int WritePieces(int from, int to)
    {
        var answer = generation.Answer;
        while (call + 1 < answer.Calls.Count && answer.Calls[call + 1].Start <= from)
        {
            call++;
            WriteChunk((json, _) => { json.WriteStartObject("delta"u8); WriteToolCall(json, answer, call, "", opens: true); }, null, 0, 0);
        }

        if (answer.Calls.Count > 0)
            to = Math.Min(to, answer.EndOf(call));
        var text = to - from == 1 ? answer.Pieces[from] : string.Concat(answer.Pieces.Skip(from).Take(to - from));
        WriteChunk(
            (json, _) =>
            {
                json.WriteStartObject("delta"u8);
                if (answer.Calls.Count == 0)
                    json.WriteString("content"u8, text);
                else
                    WriteToolCall(json, answer, call, text, opens: false);
            },
            null, from, to);
        return to;
    }

    private static void WriteToolCall(Utf8JsonWriter json, Answer answer, int call, string arguments, bool opens)
    {
        json.WriteStartArray("tool_calls"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, call);
        if (opens)
        {
            json.WriteString("id"u8, answer.IdOf(call));
            json.WriteString("type"u8, "function"u8);
        }
        json.WriteStartObject("function"u8);
        if (opens)
            json.WriteString("name"u8, answer.Calls[call].Name);
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
