using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Tollgate.ProviderSim.Calls;
using Tollgate.ProviderSim.Ledger;
using Tollgate.ProviderSim.Models;
using Tollgate.ProviderSim.OpenAI;

namespace Tollgate.ProviderSim.Watsonx;

/// <summary>
/// <c>POST /watsonx/ml/v1/text/chat</c> and <c>/chat_stream</c>: OpenAI's messages, a model id and a project, for a token of <see cref="TokenDesk"/>. The
/// last chunk of a stream, without choices, states the usage.
/// </summary>
internal sealed class TextChat(ModelCatalogue models, IOptions<SimulatorOptions> options) : ChatWire
{
    public const string WholePath = "/watsonx/ml/v1/text/chat", StreamPath = "/watsonx/ml/v1/text/chat_stream";

    public override string Endpoint => WholePath;

    public override string IdPrefix => "chat";

    public override string? KeyOf(HttpRequest request) => TokenDesk.KeyOf(ApiKeys.Bearer(request));

    public override Task WriteErrorAsync(HttpContext http, CallError error)
    {
        http.Response.StatusCode = error.Status;
        if (error.RetryAfterSeconds is { } seconds)
            http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return JsonReply.WriteAsync(http.Response, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("errors"u8);
            json.WriteStartObject();
            json.WriteString("code"u8, CodeOf(error));
            json.WriteString("message"u8, error.Message);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteNumber("status_code"u8, error.Status);
            json.WriteEndObject();
        });
    }

    public override async Task<ChatReading> ReadAsync(IncomingCall incoming)
    {
        var (request, error) = await CallDesk.ReadAsync(incoming, WatsonxJson.Default.WatsonxRequest);
        if (request is null)
            return ChatReading.Refused(incoming, error!);
        if (string.IsNullOrEmpty(incoming.Http.Request.Query["version"]))
            return ChatReading.Refused(incoming, CallError.Missing("version"), request.ModelId);
        if (string.IsNullOrEmpty(request.ProjectId))
            return ChatReading.Refused(incoming, CallError.Missing("project_id"), request.ModelId);

        var name = request.ModelId?[(request.ModelId.LastIndexOf('/') + 1)..];
        var choice = request.ToolChoice ?? (request.ToolChoiceOption is { } option ? JsonSerializer.SerializeToElement(option, WatsonxJson.Default.String) : (JsonElement?)null);
        var stream = incoming.Http.Request.Path.Value?.EndsWith("chat_stream", StringComparison.Ordinal) is true;
        error = ChatRequestReader.Read(
            request with { Model = name, Stream = stream, ToolChoice = choice }, models, options.Value.RejectUnsupportedParameters, out var call);
        return new ChatReading(incoming, call?.WithOneToolCall(), error, name);
    }

    public override void WriteWhole(Utf8JsonWriter json, ChatGeneration generation, CallEnd end)
    {
        json.WriteStartObject();
        WriteHead(json, generation);
        json.WriteStartArray("choices"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, 0);
        json.WriteStartObject("message"u8);
        json.WriteString("role"u8, "assistant"u8);
        if (generation.Answer.ToolName is null)
            json.WriteString("content"u8, generation.Answer.Text(generation.Answer.Total));
        else
            ChatJson.WriteToolCalls(json, generation.Answer);
        json.WriteEndObject();
        json.WriteString("finish_reason"u8, generation.FinishReason);
        json.WriteEndObject();
        json.WriteEndArray();
        if (StatedUsage.Of(end, generation.Faults) is { } usage)
            WriteUsage(json, usage);
        json.WriteEndObject();
    }

    public override void WriteBegin(IBufferWriter<byte> output, ChatGeneration generation) => WriteChunk(output, generation, "", null, isFirst: true);

    public override void WritePieces(IBufferWriter<byte> output, ChatGeneration generation, int from, int to) =>
        WriteChunk(output, generation, generation.Answer.TextOf(from, to), null);

    public override void WriteEnd(IBufferWriter<byte> output, ChatGeneration generation, CallEnd end)
    {
        WriteChunk(output, generation, "", generation.FinishReason);
        if (StatedUsage.Of(end, generation.Faults) is not { } usage)
            return;
        ServerEvents.Write(output, "message", json =>
        {
            WriteHead(json, generation);
            json.WriteStartArray("choices"u8);
            json.WriteEndArray();
            WriteUsage(json, usage);
        });
    }

    private static void WriteChunk(IBufferWriter<byte> output, ChatGeneration generation, string text, string? finishReason, bool isFirst = false) =>
        ServerEvents.Write(output, "message", json =>
        {
            WriteHead(json, generation);
            json.WriteStartArray("choices"u8);
            json.WriteStartObject();
            json.WriteNumber("index"u8, 0);
            json.WriteString("finish_reason"u8, finishReason);
            json.WriteStartObject("delta"u8);
            if (isFirst)
                json.WriteString("role"u8, "assistant"u8);
            if (generation.Answer.ToolName is null)
                json.WriteString("content"u8, text);
            else if (finishReason is null)
                ChatJson.WriteToolDelta(json, generation.Answer, 0, text, opens: isFirst);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndArray();
        });

    private static void WriteHead(Utf8JsonWriter json, ChatGeneration generation)
    {
        json.WriteString("id"u8, generation.Incoming.CallId);
        json.WriteString("model_id"u8, generation.Call.Model.Label);
        json.WriteNumber("created"u8, generation.Incoming.ReceivedAt.ToUnixTimeSeconds());
    }

    private static void WriteUsage(Utf8JsonWriter json, TokenUsage usage)
    {
        json.WriteStartObject("usage"u8);
        json.WriteNumber("completion_tokens"u8, usage.Output);
        json.WriteNumber("prompt_tokens"u8, usage.Input);
        json.WriteNumber("total_tokens"u8, usage.Input + usage.Output);
        json.WriteEndObject();
    }

    private static string CodeOf(CallError error) => error switch
    {
        { Status: 401 } => "authentication_token_not_valid",
        { Status: 404 } => "model_not_supported",
        { Status: 429 } => "too_many_requests",
        { Status: >= 500 } => "downstream_request_failed",
        _ => "invalid_input_argument",
    };
}
