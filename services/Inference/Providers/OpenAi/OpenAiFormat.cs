using System.ClientModel;
using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using OpenAI;

namespace Tollgate.Inference.Providers.OpenAi;

/// <summary>OpenAI's wire format through its own library, and with it that of every server which speaks the same.</summary>
internal sealed class OpenAiFormat(IHttpClientFactory http) : IWireFormat
{
    private readonly ConcurrentDictionary<string, OpenAIClient> clients = new(StringComparer.Ordinal);

    public string Api => "openai";

    public IChatClient Chat(ProviderEndpoint endpoint, string model) =>
        new ExactTools(Client(endpoint).GetChatClient(endpoint.Options.NameOf(model)).AsIChatClient());

    public IEmbeddingGenerator<string, Embedding<float>> Embeddings(ProviderEndpoint endpoint, string model) =>
        Client(endpoint).GetEmbeddingClient(endpoint.Options.NameOf(model)).AsIEmbeddingGenerator();

    private OpenAIClient Client(ProviderEndpoint endpoint) => clients.GetOrAdd(endpoint.Name, _ =>
        new OpenAIClient(new ApiKeyCredential(endpoint.Options.ApiKey), OpenAiOptions.For(new Uri(endpoint.Options.BaseUrl), http)));
}
