using System.Buffers;
using System.Text.Json;
using Tollgate.ProviderSim.Answers;
using Tollgate.ProviderSim.Ledger;

namespace Tollgate.ProviderSim.OpenAI;

/// <summary>Answers a chat completion in one piece.</summary>
internal static class ChatBody
{
    public static async Task SendAsync(ChatGeneration generation)
    {
        await GenerateAsync(generation);
        var stopAt = generation.StopAt;
        if (generation.IsCut)
        {
            generation.Session.Advance(stopAt, generation.Answer.ReasonedOf(stopAt));
            await generation.BreakAsync();
            return;
        }

        var end = await generation.Session.FinishAsync(stopAt, generation.Answer.ReasonedOf(stopAt), generation.FinishReason);
        if (!generation.Faults.MalformedJson)
            await JsonReply.WriteAsync(generation.Http.Response, json => Write(json, generation, end));
        else
            await SendHalfAsync(generation, end);
    }

    private static async Task GenerateAsync(ChatGeneration generation)
    {
        try
        {
            if (generation.StallAt is { } stallAt)
            {
                generation.Reachable = stallAt;
                await generation.Clock.AllAsync(stallAt, generation.Aborted);
                await generation.Clock.StallAsync(generation.Faults.StallTime, generation.Aborted);
            }
            generation.Reachable = generation.StopAt;
            await generation.Clock.AllAsync(generation.StopAt, generation.Aborted);
        }
        catch (OperationCanceledException)
        {
            generation.NoteProgress();
            throw;
        }
    }

    private static async Task SendHalfAsync(ChatGeneration generation, CallEnd end)
    {
        var whole = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(whole, JsonReply.Options))
            Write(json, generation, end);
        generation.Http.Response.ContentType = "application/json";
        await generation.Http.Response.Body.WriteAsync(whole.WrittenMemory[..(whole.WrittenCount / 2)], generation.Aborted);
    }

    private static void Write(Utf8JsonWriter json, ChatGeneration generation, CallEnd end)
    {
        var answer = generation.Answer;
        json.WriteStartObject();
        ChatJson.WriteHead(json, generation, "chat.completion"u8);
        json.WriteStartArray("choices"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, 0);
        json.WriteStartObject("message"u8);
        json.WriteString("role"u8, "assistant"u8);
        if (answer.Calls.Count == 0)
            json.WriteString("content"u8, answer.Text(answer.Total));
        else
            WriteToolCalls(json, answer);
        json.WriteNull("refusal"u8);
        json.WriteStartArray("annotations"u8);
        json.WriteEndArray();
        json.WriteEndObject();
        LogprobsJson.Write(json, generation.Call, answer, 0, answer.Pieces.Count);
        json.WriteString("finish_reason"u8, generation.FinishReason);
        json.WriteEndObject();
        json.WriteEndArray();
        if (!ReportedUsage.IsOmitted(generation.Faults))
            ReportedUsage.Write(json, end.Usage, generation.Faults);
        json.WriteEndObject();
    }

    private static void WriteToolCalls(Utf8JsonWriter json, Answer answer)
    {
        json.WriteNull("content"u8);
        json.WriteStartArray("tool_calls"u8);
        for (var call = 0; call < answer.Calls.Count; call++)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, answer.IdOf(call));
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            json.WriteString("name"u8, answer.Calls[call].Name);
            json.WriteString("arguments"u8, answer.ArgumentsOf(call));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
