using System.ClientModel;
using System.ClientModel.Primitives;
using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using OpenAI;
using Tollgate.Inference.Providers.OpenAi;
using Tollgate.Inference.Telemetry;

namespace Tollgate.Inference.Providers;

/// <summary>Model clients, one per endpoint, provider and model, with the library's own retries off: each retry is an attempt of ours.</summary>
internal sealed class ProviderClients(IHttpClientFactory http, TimeProvider clock)
{
    /// <summary>Name of the HTTP client that all providers are called with.</summary>
    public const string HttpClientName = "provider";

    private readonly ConcurrentDictionary<string, OpenAIClient> endpoints = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string, string, string), IChatClient> chat = new();
    private readonly ConcurrentDictionary<(string, string, string), IEmbeddingGenerator<string, Embedding<float>>> embeddings = new();

    public IChatClient Chat(ProviderEndpoint endpoint, string provider, string model) =>
        chat.GetOrAdd((endpoint.Name, provider, model), _ =>
        {
            var client = new ExactTools(Endpoint(endpoint).GetChatClient(model).AsIChatClient());
            return new ChatClientBuilder(new SafeChatClient(client, provider, model, clock))
                .UseOpenTelemetry(sourceName: InferenceTelemetry.GenAi, configure: telemetry => telemetry.EnableSensitiveData = false)
                .Build();
        });

    public IEmbeddingGenerator<string, Embedding<float>> Embeddings(ProviderEndpoint endpoint, string provider, string model) =>
        embeddings.GetOrAdd((endpoint.Name, provider, model), _ =>
        {
            var client = Endpoint(endpoint).GetEmbeddingClient(model).AsIEmbeddingGenerator();
            return new EmbeddingGeneratorBuilder<string, Embedding<float>>(new SafeEmbeddingGenerator(client, provider, model, clock))
                .UseOpenTelemetry(sourceName: InferenceTelemetry.GenAi, configure: telemetry => telemetry.EnableSensitiveData = false)
                .Build();
        });

    private OpenAIClient Endpoint(ProviderEndpoint endpoint) => endpoints.GetOrAdd(endpoint.Name, _ =>
    {
        var options = new OpenAIClientOptions
        {
            Endpoint = new Uri(endpoint.Options.BaseUrl),
            Transport = new HttpClientPipelineTransport(http.CreateClient(HttpClientName)),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
            ClientLoggingOptions = new ClientLoggingOptions { EnableLogging = false },
            EnableDistributedTracing = false,
        };
        options.AddPolicy(new AttemptPolicy(), PipelinePosition.BeforeTransport);
        return new OpenAIClient(new ApiKeyCredential(endpoint.Options.ApiKey), options);
    });
}
