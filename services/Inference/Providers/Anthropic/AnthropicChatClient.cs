using System.Text.Json;
using Microsoft.Extensions.AI;
using Tollgate.Inference.Providers.Wire;

namespace Tollgate.Inference.Providers.Anthropic;

/// <summary><c>POST /v1/messages</c>.</summary>
internal sealed class AnthropicChatClient(ProviderHttp http, ProviderOptions options, string model) : WireChatClient(http)
{
    private const string Version = "2023-06-01";

    private readonly Uri address = options.Below("messages");

    public override ProviderFailure? Classify(ErrorReply reply) => AnthropicErrors.Of(reply.Text("error", "type"), reply.Text("error", "message"));

    protected override ValueTask<HttpRequestMessage> RequestAsync(
        IReadOnlyList<ChatMessage> messages, ChatOptions chat, bool stream, CancellationToken cancellationToken)
    {
        var body = AnthropicRequest.Of(model, Conversation.Of(messages), chat, options.PromptCache);
        if (stream)
            body["stream"] = true;
        var request = WireRequest.Post(address, body);
        request.Headers.Add("x-api-key", options.ApiKey);
        request.Headers.Add("anthropic-version", Version);
        return new(request);
    }

    protected override ChatResponse Read(JsonElement answer)
    {
        var contents = answer.ItemsAt("content").Select(ReadBlock).OfType<AIContent>().ToList();
        var usage = AnthropicUsageReader.Of(answer.At("usage"), default);
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, contents))
        {
            ModelId = answer.TextAt("model"),
            FinishReason = AnthropicErrors.FinishReason(answer.TextAt("stop_reason")),
            Usage = usage.ToDetails(),
            RawRepresentation = usage,
        };
    }

    protected override AnswerStream OpenStream() => new AnthropicStream();

    private static AIContent? ReadBlock(JsonElement block) => block.TextAt("type") switch
    {
        "text" => new TextContent(block.TextAt("text")),
        "thinking" => new TextReasoningContent(block.TextAt("thinking")) { ProtectedData = block.TextAt("signature") },
        "tool_use" => WireContents.Call(block.TextAt("id") ?? "", block.TextAt("name") ?? "", block.At("input") is { ValueKind: JsonValueKind.Object } input ? input.GetRawText() : "{}"),
        _ => null,
    };
}
