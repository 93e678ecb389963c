using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Tollgate.Inference.Providers.Wire;

namespace Tollgate.Inference.Providers.Bedrock;

/// <summary><c>POST /model/{model}/converse</c> and <c>/converse-stream</c>, whose answers do not name the model.</summary>
internal sealed class BedrockChatClient(ProviderHttp http, ProviderOptions options, string model) : WireChatClient(http)
{
    private readonly ProviderHttp http = http;
    private readonly Uri whole = options.Below($"model/{Uri.EscapeDataString(model)}/converse");
    private readonly Uri streamed = options.Below($"model/{Uri.EscapeDataString(model)}/converse-stream");
    private readonly AwsSignature signature = new(options.AccessKeyId, options.ApiKey, options.SessionToken, options.Region, "bedrock");

    public override ProviderFailure? Classify(ErrorReply reply) => BedrockErrors.Of(reply);

    protected override ValueTask<HttpRequestMessage> RequestAsync(
        IReadOnlyList<ChatMessage> messages, ChatOptions chat, bool stream, CancellationToken cancellationToken)
    {
        var body = Encoding.UTF8.GetBytes(BedrockRequest.Of(Conversation.Of(messages), chat, options.PromptCache).ToJsonString());
        var request = new HttpRequestMessage(HttpMethod.Post, stream ? streamed : whole) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (options.AccessKeyId.Length > 0)
            signature.Sign(request, body, http.Clock.GetUtcNow());
        else
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.ApiKey);
        return new(request);
    }

    protected override ChatResponse Read(JsonElement answer)
    {
        var contents = answer.At("output").At("message").ItemsAt("content").Select(ReadBlock).OfType<AIContent>().ToList();
        var usage = BedrockUsageReader.Of(answer.At("usage"));
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, contents))
        {
            ModelId = answer.At("trace").At("promptRouter").TextAt("invokedModelId") ?? model,
            FinishReason = BedrockErrors.FinishReason(answer.TextAt("stopReason")),
            Usage = usage.ToDetails(),
            RawRepresentation = usage,
        };
    }

    protected override AnswerStream OpenStream() => new BedrockStream(model);

    protected override async IAsyncEnumerable<WireEvent> EventsAsync(Stream body, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var message in EventStreamReader.ReadAsync(body, cancellationToken))
            yield return new WireEvent(message.Kind is "event" ? message.Type : BedrockStream.Exception + message.Type, message.Payload);
    }

    private static AIContent? ReadBlock(JsonElement block)
    {
        if (block.TextAt("text") is { } text)
            return new TextContent(text);
        if (block.At("toolUse") is { ValueKind: JsonValueKind.Object } call)
            return WireContents.Call(call.TextAt("toolUseId") ?? "", call.TextAt("name") ?? "", call.At("input") is { ValueKind: JsonValueKind.Object } input ? input.GetRawText() : "{}");
        return block.At("reasoningContent").At("reasoningText") is { ValueKind: JsonValueKind.Object } thinking
            ? new TextReasoningContent(thinking.TextAt("text")) { ProtectedData = thinking.TextAt("signature") }
            : null;
    }
}
