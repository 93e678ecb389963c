using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Tollgate.Inference.Providers.Wire;

namespace Tollgate.Inference.Providers.Watsonx;

/// <summary><c>POST /ml/v1/text/chat</c> and <c>/ml/v1/text/chat_stream</c>: OpenAI's answers to requests of its own.</summary>
internal sealed class WatsonxChatClient(
    ProviderHttp http, ProviderOptions options, string model, Func<CancellationToken, ValueTask<string>> token) : WireChatClient(http)
{
    private const string DefaultVersion = "2024-10-08";

    private readonly Uri whole = Address(options, "chat");
    private readonly Uri streamed = Address(options, "chat_stream");

    public override ProviderFailure? Classify(ErrorReply reply) => WatsonxErrors.Of(reply);

    protected override async ValueTask<HttpRequestMessage> RequestAsync(
        IReadOnlyList<ChatMessage> messages, ChatOptions chat, bool stream, CancellationToken cancellationToken)
    {
        var bearer = await token(cancellationToken);
        var request = WireRequest.Post(stream ? streamed : whole, WatsonxRequest.Of(model, options.ProjectId, messages, chat));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        return request;
    }

    protected override ChatResponse Read(JsonElement answer)
    {
        var choice = answer.ItemsAt("choices").FirstOrDefault();
        var message = choice.At("message");
        var contents = new List<AIContent>();
        if (message.TextAt("content") is { Length: > 0 } text)
            contents.Add(new TextContent(text));
        contents.AddRange(message.ItemsAt("tool_calls").Select(call => WireContents.Call(
            call.TextAt("id") ?? "", call.At("function").TextAt("name") ?? "", call.At("function").TextAt("arguments") is { Length: > 0 } arguments ? arguments : "{}")));
        var usage = WatsonxErrors.Usage(answer.At("usage"));
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, contents))
        {
            ModelId = answer.TextAt("model_id"),
            FinishReason = WatsonxErrors.FinishReason(choice.TextAt("finish_reason")),
            Usage = usage.ToDetails(),
            RawRepresentation = usage,
        };
    }

    protected override AnswerStream OpenStream() => new WatsonxStream();

    private static Uri Address(ProviderOptions options, string path) =>
        options.Below($"ml/v1/text/{path}?version={(options.ApiVersion.Length > 0 ? options.ApiVersion : DefaultVersion)}");
}
