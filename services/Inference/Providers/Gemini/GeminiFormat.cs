using Microsoft.Extensions.AI;
using Tollgate.Inference.Providers.Wire;

namespace Tollgate.Inference.Providers.Gemini;

/// <summary>Google's generateContent, of the Gemini API and of Vertex.</summary>
internal sealed class GeminiFormat(ProviderHttp http) : IWireFormat
{
    public string Api => "gemini";

    public IChatClient Chat(ProviderEndpoint endpoint, string model) => new GeminiChatClient(http, endpoint.Options, endpoint.Options.NameOf(model));

    public IEmbeddingGenerator<string, Embedding<float>> Embeddings(ProviderEndpoint endpoint, string model) =>
        new GeminiEmbeddingGenerator(http, endpoint.Options, endpoint.Options.NameOf(model));
}
