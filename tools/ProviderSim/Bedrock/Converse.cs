using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tollgate.ProviderSim.Answers;
using Tollgate.ProviderSim.Calls;
using Tollgate.ProviderSim.Ledger;
using Tollgate.ProviderSim.Models;

namespace Tollgate.ProviderSim.Bedrock;

/// <summary>
/// <c>POST /bedrock/model/{model}/converse</c> and <c>/converse-stream</c>: signed by Signature Version 4 or with a key as bearer; a stream is framed as AWS
/// frames events, and states its usage after it has stopped.
/// </summary>
internal sealed class Converse(ModelCatalogue models, ApiKeys keys) : ChatWire
{
    public const string WholePath = "/bedrock/model/{model}/converse", StreamPath = "/bedrock/model/{model}/converse-stream";

    public override string Endpoint => "/bedrock/converse";

    public override string IdPrefix => "bedrock";

    public override string StreamContentType => "application/vnd.amazon.eventstream";

    public override Task WriteErrorAsync(HttpContext http, CallError error)
    {
        http.Response.StatusCode = error.Status == 401 ? 403 : error.Status;
        http.Response.Headers["x-amzn-ErrorType"] = TypeOf(error) + ":http://internal.amazon.com/coral/com.amazon.bedrock/";
        if (error.RetryAfterSeconds is { } seconds)
            http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return JsonReply.WriteAsync(http.Response, json =>
        {
            json.WriteStartObject();
            json.WriteString("message"u8, error.Code is "context_length_exceeded" ? "Input is too long for requested model." : error.Message);
            json.WriteEndObject();
        });
    }

    public override async Task<ChatReading> ReadAsync(IncomingCall incoming)
    {
        using var bytes = new MemoryStream();
        await incoming.Http.Request.Body.CopyToAsync(bytes, incoming.Http.RequestAborted);
        if (incoming.ApiKeyId is null)
            incoming = incoming with { ApiKeyId = SignedRequest.KeyOf(incoming.Http, bytes.GetBuffer().AsSpan(0, (int)bytes.Length), keys) };
        if (incoming.ApiKeyId is null)
            return ChatReading.Refused(incoming, CallError.NoKey);
        try
        {
            return JsonNode.Parse(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)) is JsonObject body
                ? ConverseReader.Read(incoming, body, models)
                : ChatReading.Refused(incoming, CallError.NotJson);
        }
        catch (JsonException)
        {
            return ChatReading.Refused(incoming, CallError.NotJson);
        }
    }

    public override void WriteWhole(Utf8JsonWriter json, ChatGeneration generation, CallEnd end)
    {
        json.WriteStartObject();
        json.WriteStartObject("output"u8);
        json.WriteStartObject("message"u8);
        json.WriteString("role"u8, "assistant"u8);
        json.WriteStartArray("content"u8);
        json.WriteStartObject();
        if (generation.Answer.ToolName is not null)
        {
            WriteToolUse(json, generation);
            json.WritePropertyName("input"u8);
            json.WriteRawValue(generation.Answer.Text(generation.Answer.Total), skipInputValidation: true);
            json.WriteEndObject();
        }
        else
        {
            json.WriteString("text"u8, generation.Answer.Text(generation.Answer.Total));
        }
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("stopReason"u8, ReasonOf(generation));
        WriteMetadata(json, generation, end);
        json.WriteEndObject();
    }

    public override void WriteBegin(IBufferWriter<byte> output, ChatGeneration generation)
    {
        EventFrame.Write(output, "messageStart", static json => json.WriteString("role"u8, "assistant"u8));
        if (generation.Answer.ToolName is null)
            return;
        EventFrame.Write(output, "contentBlockStart", json =>
        {
            json.WriteNumber("contentBlockIndex"u8, 0);
            json.WriteStartObject("start"u8);
            WriteToolUse(json, generation);
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    public override void WritePieces(IBufferWriter<byte> output, ChatGeneration generation, int from, int to) =>
        EventFrame.Write(output, "contentBlockDelta", json =>
        {
            json.WriteNumber("contentBlockIndex"u8, 0);
            json.WriteStartObject("delta"u8);
            if (generation.Answer.ToolName is null)
            {
                json.WriteString("text"u8, generation.Answer.TextOf(from, to));
            }
            else
            {
                json.WriteStartObject("toolUse"u8);
                json.WriteString("input"u8, generation.Answer.TextOf(from, to));
                json.WriteEndObject();
            }
            json.WriteEndObject();
        });

    public override void WriteEnd(IBufferWriter<byte> output, ChatGeneration generation, CallEnd end)
    {
        EventFrame.Write(output, "contentBlockStop", static json => json.WriteNumber("contentBlockIndex"u8, 0));
        EventFrame.Write(output, "messageStop", json => json.WriteString("stopReason"u8, ReasonOf(generation)));
        EventFrame.Write(output, "metadata", json => WriteMetadata(json, generation, end));
    }

    public override void WriteBroken(IBufferWriter<byte> output) => EventFrame.Write(output, "contentBlockDelta", "{\"delta\":{\"te"u8);

    private static void WriteToolUse(Utf8JsonWriter json, ChatGeneration generation)
    {
        json.WriteStartObject("toolUse"u8);
        json.WriteString("toolUseId"u8, generation.Answer.IdOf(0));
        json.WriteString("name"u8, generation.Answer.ToolName);
    }

    private static void WriteMetadata(Utf8JsonWriter json, ChatGeneration generation, CallEnd end)
    {
        if (StatedUsage.Of(end, generation.Faults) is { } usage)
        {
            var written = usage.CacheWrite5m + usage.CacheWrite1h;
            json.WriteStartObject("usage"u8);
            json.WriteNumber("inputTokens"u8, Math.Max(0, usage.Input - usage.CachedInput - written));
            json.WriteNumber("outputTokens"u8, usage.Output);
            json.WriteNumber("totalTokens"u8, usage.Input + usage.Output);
            json.WriteNumber("cacheReadInputTokens"u8, usage.CachedInput);
            json.WriteNumber("cacheWriteInputTokens"u8, written);
            json.WriteStartArray("cacheDetails"u8);
            WriteDetail(json, "5m"u8, usage.CacheWrite5m);
            WriteDetail(json, "1h"u8, usage.CacheWrite1h);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteStartObject("metrics"u8);
        json.WriteNumber("latencyMs"u8, 1);
        json.WriteEndObject();
        json.WriteStartObject("trace"u8);
        json.WriteStartObject("promptRouter"u8);
        json.WriteString("invokedModelId"u8, generation.Call.Model.Label);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteDetail(Utf8JsonWriter json, ReadOnlySpan<byte> lifetime, long tokens)
    {
        if (tokens == 0)
            return;
        json.WriteStartObject();
        json.WriteString("ttl"u8, lifetime);
        json.WriteNumber("inputTokens"u8, tokens);
        json.WriteEndObject();
    }

    private static string ReasonOf(ChatGeneration generation) => generation.Answer.FinishReason switch
    {
        Answer.Length => "max_tokens",
        Answer.ToolCalls => "tool_use",
        _ => "end_turn",
    };

    private static string TypeOf(CallError error) => error.Status switch
    {
        401 => "UnrecognizedClientException",
        404 => "ResourceNotFoundException",
        429 => "ThrottlingException",
        503 => "ServiceUnavailableException",
        >= 500 => "InternalServerException",
        _ => "ValidationException",
    };
}
