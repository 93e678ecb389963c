using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Tollgate.ProviderSim.Answers;
using Tollgate.ProviderSim.Calls;
using Tollgate.ProviderSim.Ledger;
using Tollgate.ProviderSim.Models;
using Tollgate.ProviderSim.OpenAI;

namespace Tollgate.ProviderSim.Cohere;

/// <summary><c>POST /cohere/v2/chat</c>: billed units are what is charged; the tokens stated beside them are a few more.</summary>
internal sealed class CohereChat(ModelCatalogue models, IOptions<SimulatorOptions> options) : ChatWire
{
    public const string Path = "/cohere/v2/chat";

    public override string Endpoint => Path;

    public override string IdPrefix => "cohere";

    public override Task WriteErrorAsync(HttpContext http, CallError error) => CohereJson.WriteErrorAsync(http, error);

    public override async Task<ChatReading> ReadAsync(IncomingCall incoming)
    {
        var (body, error) = await CallDesk.ReadAsync(incoming, CallsJson.Default.JsonObject);
        if (body is null)
            return ChatReading.Refused(incoming, error!);
        var name = body.Text("model");
        if (CohereReader.ToOpenAI(body) is not { } request)
            return ChatReading.Refused(incoming, CallError.NotJson, name);
        error = ChatRequestReader.Read(request, models, options.Value.RejectUnsupportedParameters, out var call);
        return new ChatReading(incoming, call?.WithOneToolCall(), error, name);
    }

    public override void WriteWhole(Utf8JsonWriter json, ChatGeneration generation, CallEnd end)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, generation.Incoming.CallId);
        json.WriteString("model"u8, generation.Call.Model.Label);
        WriteFinish(json, generation);
        json.WriteStartObject("message"u8);
        json.WriteString("role"u8, "assistant"u8);
        if (generation.Answer.ToolName is null)
        {
            json.WriteStartArray("content"u8);
            json.WriteStartObject();
            json.WriteString("type"u8, "text"u8);
            json.WriteString("text"u8, generation.Answer.Text(generation.Answer.Total));
            json.WriteEndObject();
            json.WriteEndArray();
        }
        else
        {
            json.WriteStartArray("tool_calls"u8);
            WriteCall(json, generation, generation.Answer.Text(generation.Answer.Total));
            json.WriteEndArray();
        }
        json.WriteEndObject();
        if (StatedUsage.Of(end, generation.Faults) is { } usage)
            CohereJson.WriteUsage(json, "usage"u8, usage);
        json.WriteEndObject();
    }

    public override void WriteBegin(IBufferWriter<byte> output, ChatGeneration generation)
    {
        Write(output, "message-start", null, json =>
        {
            json.WriteString("role"u8, "assistant"u8);
            json.WriteStartArray("content"u8);
            json.WriteEndArray();
        }, json =>
        {
            json.WriteString("id"u8, generation.Incoming.CallId);
            json.WriteString("model"u8, generation.Call.Model.Label);
        });
        if (generation.Answer.ToolName is null)
            WriteText(output, "content-start", "");
        else
            Write(output, "tool-call-start", 0, json => WriteCall(json, generation, "", "tool_calls"));
    }

    public override void WritePieces(IBufferWriter<byte> output, ChatGeneration generation, int from, int to)
    {
        var text = generation.Answer.TextOf(from, to);
        if (generation.Answer.ToolName is null)
        {
            WriteText(output, "content-delta", text);
            return;
        }
        Write(output, "tool-call-delta", 0, json =>
        {
            json.WriteStartObject("tool_calls"u8);
            json.WriteStartObject("function"u8);
            json.WriteString("arguments"u8, text);
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    public override void WriteEnd(IBufferWriter<byte> output, ChatGeneration generation, CallEnd end)
    {
        ServerEvents.Write(output, null, json =>
        {
            json.WriteString("type"u8, generation.Answer.ToolName is null ? "content-end" : "tool-call-end");
            json.WriteNumber("index"u8, 0);
        });
        ServerEvents.Write(output, null, json =>
        {
            json.WriteString("type"u8, "message-end"u8);
            json.WriteStartObject("delta"u8);
            WriteFinish(json, generation);
            if (StatedUsage.Of(end, generation.Faults) is { } usage)
                CohereJson.WriteUsage(json, "usage"u8, usage);
            json.WriteEndObject();
        });
    }

    private static void WriteText(IBufferWriter<byte> output, string type, string text) => Write(output, type, 0, json =>
    {
        json.WriteStartObject("content"u8);
        if (type is "content-start")
            json.WriteString("type"u8, "text"u8);
        json.WriteString("text"u8, text);
        json.WriteEndObject();
    });

    private static void Write(
        IBufferWriter<byte> output, string type, int? index, Action<Utf8JsonWriter> message, Action<Utf8JsonWriter>? head = null) =>
        ServerEvents.Write(output, null, json =>
        {
            head?.Invoke(json);
            json.WriteString("type"u8, type);
            if (index is { } number)
                json.WriteNumber("index"u8, number);
            json.WriteStartObject("delta"u8);
            json.WriteStartObject("message"u8);
            message(json);
            json.WriteEndObject();
            json.WriteEndObject();
        });

    private static void WriteCall(Utf8JsonWriter json, ChatGeneration generation, string arguments, string? member = null)
    {
        if (member is null)
            json.WriteStartObject();
        else
            json.WriteStartObject(member);
        json.WriteString("id"u8, generation.Answer.IdOf(0));
        json.WriteString("type"u8, "function"u8);
        json.WriteStartObject("function"u8);
        json.WriteString("name"u8, generation.Answer.ToolName);
        json.WriteString("arguments"u8, arguments);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteFinish(Utf8JsonWriter json, ChatGeneration generation) => json.WriteString("finish_reason"u8, generation.Answer.FinishReason switch
    {
        Answer.Length => "MAX_TOKENS",
        Answer.ToolCalls => "TOOL_CALL",
        _ => "COMPLETE",
    });
}
