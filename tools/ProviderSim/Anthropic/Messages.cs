using System.Buffers;
using System.Text.Json;
using Tollgate.ProviderSim.Answers;
using Tollgate.ProviderSim.Calls;
using Tollgate.ProviderSim.Ledger;
using Tollgate.ProviderSim.Models;

namespace Tollgate.ProviderSim.Anthropic;

/// <summary>
/// <c>POST /anthropic/v1/messages</c>: Anthropic's messages. Input excludes what the cache was read and written for; a stream states the input at its
/// beginning and the output at its end.
/// </summary>
internal sealed class Messages(ModelCatalogue models) : ChatWire
{
    public const string Path = "/anthropic/v1/messages";

    public override string Endpoint => Path;

    public override string IdPrefix => "msg";

    public override string? KeyOf(HttpRequest request) => request.Headers["x-api-key"];

    public override Task WriteErrorAsync(HttpContext http, CallError error) => AnthropicError.WriteAsync(http, error);

    public override async Task<ChatReading> ReadAsync(IncomingCall incoming)
    {
        var (body, error) = await CallDesk.ReadAsync(incoming, CallsJson.Default.JsonObject);
        return body is null ? ChatReading.Refused(incoming, error!) : MessagesReader.Read(incoming, body, models);
    }

    public override void WriteWhole(Utf8JsonWriter json, ChatGeneration generation, CallEnd end)
    {
        json.WriteStartObject();
        WriteHead(json, generation);
        json.WriteStartArray("content"u8);
        json.WriteStartObject();
        if (generation.Answer.ToolName is { } tool)
        {
            WriteToolUse(json, generation, tool);
            json.WritePropertyName("input"u8);
            json.WriteRawValue(generation.Answer.Text(generation.Answer.Total), skipInputValidation: true);
        }
        else
        {
            json.WriteString("type"u8, "text"u8);
            json.WriteString("text"u8, generation.Answer.Text(generation.Answer.Total));
        }
        json.WriteEndObject();
        json.WriteEndArray();
        WriteEnding(json, generation);
        if (StatedUsage.Of(end, generation.Faults) is { } usage)
            AnthropicUsage.Write(json, usage, usage.Output);
        json.WriteEndObject();
    }

    public override void WriteBegin(IBufferWriter<byte> output, ChatGeneration generation)
    {
        ServerEvents.Write(output, "message_start", json =>
        {
            json.WriteString("type"u8, "message_start"u8);
            json.WriteStartObject("message"u8);
            WriteHead(json, generation);
            json.WriteStartArray("content"u8);
            json.WriteEndArray();
            json.WriteNull("stop_reason"u8);
            json.WriteNull("stop_sequence"u8);
            AnthropicUsage.Write(json, generation.Session.Entry.Start.Prompt, 1);
            json.WriteEndObject();
        });
        ServerEvents.Write(output, "content_block_start", json =>
        {
            json.WriteString("type"u8, "content_block_start"u8);
            json.WriteNumber("index"u8, 0);
            json.WriteStartObject("content_block"u8);
            if (generation.Answer.ToolName is { } tool)
            {
                WriteToolUse(json, generation, tool);
                json.WriteStartObject("input"u8);
                json.WriteEndObject();
            }
            else
            {
                json.WriteString("type"u8, "text"u8);
                json.WriteString("text"u8, ""u8);
            }
            json.WriteEndObject();
        });
        ServerEvents.Write(output, "ping", static json => json.WriteString("type"u8, "ping"u8));
    }

    public override void WritePieces(IBufferWriter<byte> output, ChatGeneration generation, int from, int to) =>
        ServerEvents.Write(output, "content_block_delta", json =>
        {
            var (kind, member) = generation.Answer.ToolName is null ? ("text_delta", "text") : ("input_json_delta", "partial_json");
            json.WriteString("type"u8, "content_block_delta"u8);
            json.WriteNumber("index"u8, 0);
            json.WriteStartObject("delta"u8);
            json.WriteString("type"u8, kind);
            json.WriteString(member, generation.Answer.TextOf(from, to));
            json.WriteEndObject();
        });

    public override void WriteEnd(IBufferWriter<byte> output, ChatGeneration generation, CallEnd end)
    {
        ServerEvents.Write(output, "content_block_stop", static json =>
        {
            json.WriteString("type"u8, "content_block_stop"u8);
            json.WriteNumber("index"u8, 0);
        });
        ServerEvents.Write(output, "message_delta", json =>
        {
            json.WriteString("type"u8, "message_delta"u8);
            json.WriteStartObject("delta"u8);
            WriteEnding(json, generation);
            json.WriteEndObject();
            if (StatedUsage.Of(end, generation.Faults) is { } usage)
                AnthropicUsage.Write(json, usage, usage.Output);
        });
        ServerEvents.Write(output, "message_stop", static json => json.WriteString("type"u8, "message_stop"u8));
    }

    private static void WriteHead(Utf8JsonWriter json, ChatGeneration generation)
    {
        json.WriteString("id"u8, generation.Incoming.CallId);
        json.WriteString("type"u8, "message"u8);
        json.WriteString("role"u8, "assistant"u8);
        json.WriteString("model"u8, generation.Call.Model.Label);
    }

    private static void WriteToolUse(Utf8JsonWriter json, ChatGeneration generation, string tool)
    {
        json.WriteString("type"u8, "tool_use"u8);
        json.WriteString("id"u8, generation.Answer.IdOf(0));
        json.WriteString("name"u8, tool);
    }

    private static void WriteEnding(Utf8JsonWriter json, ChatGeneration generation)
    {
        json.WriteString("stop_reason"u8, generation.Answer.FinishReason switch
        {
            Answer.Length => "max_tokens",
            Answer.ToolCalls => "tool_use",
            _ => "end_turn",
        });
        json.WriteNull("stop_sequence"u8);
    }
}
