using System.Diagnostics;
using Microsoft.Extensions.AI;
using Tollgate.Inference.Telemetry;

namespace Tollgate.Inference.Providers;

/// <summary>As <see cref="SafeChatClient"/>, for embeddings.</summary>
internal sealed class SafeEmbeddingGenerator(
    IEmbeddingGenerator<string, Embedding<float>> inner, string provider, string model, TimeProvider clock)
    : DelegatingEmbeddingGenerator<string, Embedding<float>>(inner)
{
    private readonly EmbeddingGeneratorMetadata metadata = new(GenAiNames.ProviderOf(provider), null, model);

    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(EmbeddingGeneratorMetadata) ? metadata : base.GetService(serviceType, serviceKey);

    public override async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        AttemptSpan.Tag(Activity.Current);
        try
        {
            return await base.GenerateAsync(values, options, cancellationToken);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            throw ProviderFailures.From(error, clock);
        }
    }
}
