using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Tollgate.Inference.Providers.Wire;

namespace Tollgate.Inference.Providers.Cohere;

/// <summary><c>POST /v2/chat</c>, whose answers do not name the model.</summary>
internal sealed class CohereChatClient(ProviderHttp http, ProviderOptions options, string model) : WireChatClient(http)
{
    private readonly Uri address = options.Below("chat");

    public override ProviderFailure? Classify(ErrorReply reply) => CohereReading.Failure(reply);

    protected override ValueTask<HttpRequestMessage> RequestAsync(
        IReadOnlyList<ChatMessage> messages, ChatOptions chat, bool stream, CancellationToken cancellationToken)
    {
        var request = WireRequest.Post(address, CohereRequest.Of(model, messages, chat, stream));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.ApiKey);
        return new(request);
    }

    protected override ChatResponse Read(JsonElement answer)
    {
        var message = answer.At("message");
        var contents = message.ItemsAt("content").Select(ReadPart).OfType<AIContent>().Concat(message.ItemsAt("tool_calls").Select(ReadCall)).ToList();
        var usage = CohereReading.Usage(answer.At("usage"));
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, contents))
        {
            ModelId = answer.TextAt("model") ?? model,
            FinishReason = CohereReading.FinishReason(answer.TextAt("finish_reason")),
            Usage = usage.ToDetails(),
            RawRepresentation = usage,
        };
    }

    protected override AnswerStream OpenStream() => new CohereStream(model);

    private static AIContent? ReadPart(JsonElement part) => part.TextAt("type") switch
    {
        "text" => new TextContent(part.TextAt("text")),
        "thinking" => new TextReasoningContent(part.TextAt("thinking")),
        _ => null,
    };

    private static AIContent ReadCall(JsonElement call) => WireContents.Call(
        call.TextAt("id") ?? "", call.At("function").TextAt("name") ?? "", call.At("function").TextAt("arguments") is { Length: > 0 } arguments ? arguments : "{}");
}
