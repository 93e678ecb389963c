using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using Tollgate.Inference.Prompts;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Tollgate.Inference.Providers.OpenAi;

/// <summary>
/// Sees to it that tools reach OpenAI as they were given and their calls come back as they were made. By itself the library rewrites schemas (it
/// drops what its own model of them lacks), writes arguments anew, and keeps the pieces of a streamed call until the end.
/// </summary>
internal sealed class ExactTools(IChatClient inner) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var response = await base.GetResponseAsync(messages.Select(Exact), Exact(options), cancellationToken);
        if (response.RawRepresentation is ChatCompletion { ToolCalls: { Count: > 0 } calls })
        {
            var answer = response.Messages[^1];
            answer.Contents = [.. answer.Contents.Where(content => content is not FunctionCallContent), .. calls.Select(Whole)];
        }

        return response;
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var update in base.GetStreamingResponseAsync(messages.Select(Exact), Exact(options), cancellationToken))
        {
            // What the library says of calls when all is over has been said.
            update.Contents = [.. update.Contents.Where(content => content is not FunctionCallContent), .. Pieces(update.RawRepresentation)];
            yield return update;
        }
    }

    private static ToolCallPiece Whole(ChatToolCall call, int index) => new(index, call.Id, call.FunctionName, call.FunctionArguments.ToString());

    private static IEnumerable<ToolCallPiece> Pieces(object? raw) => raw is StreamingChatCompletionUpdate { ToolCallUpdates: { Count: > 0 } updates }
        ? updates.Select(piece => new ToolCallPiece(
            piece.Index, piece.ToolCallId ?? "", piece.FunctionName ?? "", piece.FunctionArgumentsUpdate is { } text ? text.ToString() : ""))
        : [];

    private static ChatMessage Exact(ChatMessage message)
    {
        var calls = message.Contents.OfType<FunctionCallContent>().ToArray();
        if (calls.Length == 0)
            return message;
        var exact = new AssistantChatMessage(calls.Select(call => ChatToolCall.CreateFunctionToolCall(
            call.CallId, call.Name, BinaryData.FromString(call.RawRepresentation as string ?? "{}"))))
        {
            ParticipantName = message.AuthorName,
        };
        if (message.Text.Length > 0)
            exact.Content.Add(ChatMessageContentPart.CreateTextPart(message.Text));
        return new ChatMessage(message.Role, message.Contents) { RawRepresentation = exact };
    }

    private static ChatOptions? Exact(ChatOptions? options)
    {
        if (options?.Tools is not { Count: > 0 } tools)
            return options;
        var exact = options.Clone();
        var others = options.RawRepresentationFactory;
        exact.Tools = null;
        exact.ToolMode = null;
        exact.AllowMultipleToolCalls = null;
        exact.RawRepresentationFactory = client =>
        {
            var raw = others?.Invoke(client) as ChatCompletionOptions ?? new ChatCompletionOptions();
            foreach (var tool in tools.OfType<AIFunctionDeclaration>())
                raw.Tools.Add(Exact(tool));
            raw.ToolChoice = Choice(options.ToolMode);
            raw.AllowParallelToolCalls = options.AllowMultipleToolCalls;
            return raw;
        };
        return exact;
    }

    private static ChatTool Exact(AIFunctionDeclaration tool) => ChatTool.CreateFunctionTool(
        tool.Name,
        tool.Description,
        BinaryData.FromString(tool.JsonSchema.GetRawText()),
        tool.AdditionalProperties.TryGetValue(ToolDeclarations.Strict, out var strict) ? strict as bool? : null);

    private static ChatToolChoice? Choice(ChatToolMode? mode) => mode switch
    {
        null => null,
        NoneChatToolMode => ChatToolChoice.CreateNoneChoice(),
        RequiredChatToolMode { RequiredFunctionName: { } name } => ChatToolChoice.CreateFunctionChoice(name),
        RequiredChatToolMode => ChatToolChoice.CreateRequiredChoice(),
        _ => ChatToolChoice.CreateAutoChoice(),
    };
}
