using Tollgate.Inference.Attempts;
using Tollgate.Tokens;

namespace Tollgate.Inference.Providers;

/// <summary>Makes one embeddings call.</summary>
internal sealed class EmbeddingProvider(ProviderClients clients)
{
    /// <summary>Calls the provider. Failures come as <see cref="ProviderException"/>; cancellation as such.</summary>
    public async Task<EmbeddingAnswer> CallAsync(
        ProviderEndpoint endpoint, OpenedAttempt attempt, IReadOnlyList<string> texts, int dimensions, CallContext context,
        CancellationToken cancellationToken)
    {
        var client = clients.Embeddings(endpoint, attempt.Intent.Provider, attempt.Intent.Model);
        CallContext.Current = context;
        var generated = await client.GenerateAsync(texts, dimensions > 0 ? new() { Dimensions = dimensions } : null, cancellationToken);
        var vectors = generated.Select(embedding => embedding.Vector).ToArray();
        return vectors.Length == texts.Count
            ? new EmbeddingAnswer(vectors, StatedUsage.Read(generated.Usage?.InputTokenCount), generated.FirstOrDefault()?.ModelId ?? "")
            : throw new ProviderException(ProviderFailure.Malformed, "The provider answered with another number of vectors than texts.");
    }
}

/// <summary>The vectors, in the order of the texts.</summary>
internal sealed record EmbeddingAnswer(IReadOnlyList<ReadOnlyMemory<float>> Vectors, TokenUsage? Usage, string Model);
