using System.Text.Json;
using Microsoft.Extensions.AI;
using Tollgate.Inference.Providers.Wire;

namespace Tollgate.Inference.Providers.Gemini;

/// <summary><c>models/{model}:generateContent</c> and <c>:streamGenerateContent</c>.</summary>
internal sealed class GeminiChatClient(ProviderHttp http, ProviderOptions options, string model) : WireChatClient(http)
{
    private readonly Uri whole = options.Below($"models/{model}:generateContent");
    private readonly Uri streamed = options.Below($"models/{model}:streamGenerateContent?alt=sse");

    public override ProviderFailure? Classify(ErrorReply reply) => GeminiErrors.Of(reply.Body.At("error"));

    public override TimeSpan? RetryAfter(ErrorReply reply) => GeminiErrors.RetryAfter(reply.Body.At("error"));

    protected override ValueTask<HttpRequestMessage> RequestAsync(
        IReadOnlyList<ChatMessage> messages, ChatOptions chat, bool stream, CancellationToken cancellationToken)
    {
        var request = WireRequest.Post(stream ? streamed : whole, GeminiRequest.Of(Conversation.Of(messages), chat));
        request.Headers.Add(GeminiErrors.KeyHeader, options.ApiKey);
        return new(request);
    }

    protected override ChatResponse Read(JsonElement answer)
    {
        var candidate = answer.ItemsAt("candidates").FirstOrDefault();
        var contents = GeminiParts.Read(candidate).ToList();
        var usage = GeminiUsageReader.Of(answer.At("usageMetadata"));
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, contents))
        {
            ModelId = answer.TextAt("modelVersion"),
            FinishReason = answer.At("promptFeedback").TextAt("blockReason") is not null
                ? ChatFinishReason.ContentFilter
                : GeminiErrors.FinishReason(candidate.TextAt("finishReason"), contents.OfType<FunctionCallContent>().Any()),
            Usage = usage.ToDetails(),
            RawRepresentation = usage,
        };
    }

    protected override AnswerStream OpenStream() => new GeminiStream();
}
