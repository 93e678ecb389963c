using System.ClientModel.Primitives;
using OpenAI;

namespace Tollgate.Inference.Providers.OpenAi;

/// <summary>The library's settings, with its own retries, logs and traces off: each retry is an attempt of ours.</summary>
internal static class OpenAiOptions
{
    public static OpenAIClientOptions For(Uri address, IHttpClientFactory http)
    {
        var options = new OpenAIClientOptions
        {
            Endpoint = address,
            Transport = new HttpClientPipelineTransport(http.CreateClient(ProviderClients.HttpClientName)),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
            ClientLoggingOptions = new ClientLoggingOptions { EnableLogging = false },
            EnableDistributedTracing = false,
        };
        options.AddPolicy(new AttemptPolicy(), PipelinePosition.BeforeTransport);
        return options;
    }
}
