using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Tollgate.Inference.Telemetry;

namespace Tollgate.Inference.Providers;

/// <summary>
/// Sits inside the telemetry, so that what a provider says in an error (which may repeat the prompt) reaches no span, and names the
/// catalogue's provider and our attempt on the span.
/// </summary>
internal sealed class SafeChatClient(IChatClient inner, string provider, string model, TimeProvider clock) : DelegatingChatClient(inner)
{
    private readonly ChatClientMetadata metadata = new(GenAiNames.ProviderOf(provider), null, model);

    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(ChatClientMetadata) ? metadata : base.GetService(serviceType, serviceKey);

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        AttemptSpan.Tag(Activity.Current);
        try
        {
            return await base.GetResponseAsync(messages, options, cancellationToken);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            throw ProviderFailures.From(error, clock);
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        AttemptSpan.Tag(Activity.Current);
        await using var updates = base.GetStreamingResponseAsync(messages, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            try
            {
                if (!await updates.MoveNextAsync())
                    yield break;
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                throw ProviderFailures.From(error, clock);
            }

            yield return updates.Current;
        }
    }
}
