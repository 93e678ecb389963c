using Microsoft.Extensions.AI;

namespace Tollgate.Inference.Providers;

/// <summary>
/// How an endpoint is spoken to. Clients use the one HTTP client there is for providers, never try again by themselves, begin every call by
/// <see cref="CallStart"/>, and say what a call used by <see cref="StatedUsage"/>.
/// </summary>
internal interface IWireFormat
{
    /// <summary>As <see cref="ProviderOptions.Api"/> names it.</summary>
    string Api { get; }

    /// <summary>A client of a chat model.</summary>
    IChatClient Chat(ProviderEndpoint endpoint, string model);

    /// <summary>A client of an embedding model.</summary>
    /// <exception cref="ProviderException">The wire format has no embeddings.</exception>
    IEmbeddingGenerator<string, Embedding<float>> Embeddings(ProviderEndpoint endpoint, string model) =>
        throw new ProviderException(ProviderFailure.UnknownModel, $"The API '{Api}' has no embeddings.");
}
