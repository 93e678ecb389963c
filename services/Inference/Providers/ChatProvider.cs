using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using Tollgate.Inference.Attempts;

namespace Tollgate.Inference.Providers;

/// <summary>Makes one chat call, streamed or not, and tells of it piece by piece.</summary>
internal sealed class ChatProvider(ProviderClients clients)
{
    /// <summary>Calls the provider. Failures come as <see cref="ProviderException"/>; cancellation as such.</summary>
    public async IAsyncEnumerable<ChatChunk> CallAsync(
        ProviderEndpoint endpoint, OpenedAttempt attempt, IReadOnlyList<Microsoft.Extensions.AI.ChatMessage> messages, ChatOptions options,
        bool stream, CallContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var client = clients.Chat(endpoint, attempt.Intent.Provider, attempt.Intent.Model);
        CallContext.Current = context;
        var calls = new ToolCallReader();
        if (!stream)
        {
            var response = await client.GetResponseAsync(messages, options, cancellationToken);
            yield return Whole(response, calls);
            yield break;
        }

        await foreach (var update in client.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            CallContext.Current = context;
            yield return Piece(update, calls);
        }
    }

    private static ChatChunk Whole(ChatResponse response, ToolCallReader calls)
    {
        var raw = response.RawRepresentation as ChatCompletion;
        return new ChatChunk
        {
            Text = response.Text,
            ToolCalls = calls.Read(response.Messages.SelectMany(message => message.Contents)),
            FinishReason = response.FinishReason?.Value,
            Model = response.ModelId,
            Usage = StatedUsage.In(response.RawRepresentation),
            LogprobSum = raw?.ContentTokenLogProbabilities?.Sum(token => (double)token.LogProbability) ?? 0,
            LogprobCount = raw?.ContentTokenLogProbabilities?.Count ?? 0,
        };
    }

    private static ChatChunk Piece(ChatResponseUpdate update, ToolCallReader calls)
    {
        var raw = update.RawRepresentation as StreamingChatCompletionUpdate;
        return new ChatChunk
        {
            Text = update.Text,
            ToolCalls = calls.Read(update.Contents),
            FinishReason = update.FinishReason?.Value,
            Model = update.ModelId,
            Usage = StatedUsage.In(update.RawRepresentation),
            LogprobSum = raw?.ContentTokenLogProbabilities?.Sum(token => (double)token.LogProbability) ?? 0,
            LogprobCount = raw?.ContentTokenLogProbabilities?.Count ?? 0,
        };
    }
}
