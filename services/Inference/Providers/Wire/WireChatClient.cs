using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Tollgate.Inference.Providers.Wire;

/// <summary>A chat client in a wire format that we speak ourselves: what to send and how to read what comes is left to it.</summary>
internal abstract class WireChatClient(ProviderHttp http) : IChatClient, IErrorReader
{
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var request = await RequestAsync([.. messages], options ?? new(), stream: false, cancellationToken);
        using var response = await http.SendAsync(request, this, cancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var answer = await JsonDocument.ParseAsync(body, default, cancellationToken);
        return Read(answer.RootElement);
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var request = await RequestAsync([.. messages], options ?? new(), stream: true, cancellationToken);
        using var response = await http.SendAsync(request, this, cancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var answer = OpenStream();
        await foreach (var (type, data) in EventsAsync(body, cancellationToken))
        {
            using var document = JsonDocument.Parse(data);
            foreach (var update in answer.Read(type, document.RootElement))
                yield return update;
            if (answer.IsOver)
                break;
        }

        if (answer.End() is { } last)
            yield return last;
    }

    public virtual ProviderFailure? Classify(ErrorReply reply) => null;

    public virtual TimeSpan? RetryAfter(ErrorReply reply) => null;

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }

    /// <summary>The request, authorised.</summary>
    protected abstract ValueTask<HttpRequestMessage> RequestAsync(
        IReadOnlyList<ChatMessage> messages, ChatOptions options, bool stream, CancellationToken cancellationToken);

    /// <summary>An answer in one piece.</summary>
    protected abstract ChatResponse Read(JsonElement answer);

    /// <summary>Begins to read an answer in pieces.</summary>
    protected abstract AnswerStream OpenStream();

    /// <summary>The stream's events: type and JSON.</summary>
    protected virtual async IAsyncEnumerable<WireEvent> EventsAsync(Stream body, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in SseParser.Create(body).EnumerateAsync(cancellationToken))
        {
            if (item.Data is "[DONE]")
                yield break;
            yield return new WireEvent(item.EventType, System.Text.Encoding.UTF8.GetBytes(item.Data));
        }
    }
}

/// <summary>An event of a stream: what it is called, and its JSON.</summary>
internal readonly record struct WireEvent(string Type, ReadOnlyMemory<byte> Json);
