using Microsoft.Extensions.AI;
using Tollgate.Inference.Providers.Wire;

namespace Tollgate.Inference.Providers.Cohere;

/// <summary>Cohere's v2 chat and embed.</summary>
internal sealed class CohereFormat(ProviderHttp http) : IWireFormat
{
    public string Api => "cohere";

    public IChatClient Chat(ProviderEndpoint endpoint, string model) => new CohereChatClient(http, endpoint.Options, endpoint.Options.NameOf(model));

    public IEmbeddingGenerator<string, Embedding<float>> Embeddings(ProviderEndpoint endpoint, string model) =>
        new CohereEmbeddingGenerator(http, endpoint.Options, endpoint.Options.NameOf(model));
}
