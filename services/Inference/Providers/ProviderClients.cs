using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using Tollgate.Inference.Telemetry;

namespace Tollgate.Inference.Providers;

/// <summary>Model clients, one per endpoint, provider and model, in the endpoint's wire format.</summary>
internal sealed class ProviderClients(WireFormats formats, TimeProvider clock)
{
    /// <summary>Name of the HTTP client that all providers are called with.</summary>
    public const string HttpClientName = "provider";

    private readonly ConcurrentDictionary<(string, string, string), IChatClient> chat = new();
    private readonly ConcurrentDictionary<(string, string, string), IEmbeddingGenerator<string, Embedding<float>>> embeddings = new();

    public IChatClient Chat(ProviderEndpoint endpoint, string provider, string model) =>
        chat.GetOrAdd((endpoint.Name, provider, model), _ =>
            new ChatClientBuilder(new SafeChatClient(formats.Of(endpoint).Chat(endpoint, model), provider, model, clock))
                .UseOpenTelemetry(sourceName: InferenceTelemetry.GenAi, configure: telemetry => telemetry.EnableSensitiveData = false)
                .Build());

    public IEmbeddingGenerator<string, Embedding<float>> Embeddings(ProviderEndpoint endpoint, string provider, string model) =>
        embeddings.GetOrAdd((endpoint.Name, provider, model), _ =>
            new EmbeddingGeneratorBuilder<string, Embedding<float>>(
                    new SafeEmbeddingGenerator(formats.Of(endpoint).Embeddings(endpoint, model), provider, model, clock))
                .UseOpenTelemetry(sourceName: InferenceTelemetry.GenAi, configure: telemetry => telemetry.EnableSensitiveData = false)
                .Build());
}
