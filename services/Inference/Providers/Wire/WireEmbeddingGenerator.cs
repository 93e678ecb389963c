using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Tollgate.Inference.Providers.Wire;

/// <summary>An embedding client in a wire format that we speak ourselves.</summary>
internal abstract class WireEmbeddingGenerator(ProviderHttp http) : IEmbeddingGenerator<string, Embedding<float>>, IErrorReader
{
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var request = await RequestAsync([.. values], options?.Dimensions, cancellationToken);
        using var response = await http.SendAsync(request, this, cancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var answer = await JsonDocument.ParseAsync(body, default, cancellationToken);
        return Read(answer.RootElement);
    }

    public virtual ProviderFailure? Classify(ErrorReply reply) => null;

    public virtual TimeSpan? RetryAfter(ErrorReply reply) => null;

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }

    /// <summary>The request, authorised.</summary>
    protected abstract ValueTask<HttpRequestMessage> RequestAsync(IReadOnlyList<string> texts, int? dimensions, CancellationToken cancellationToken);

    /// <summary>The vectors, in the order of the texts, and what is stated of usage.</summary>
    protected abstract GeneratedEmbeddings<Embedding<float>> Read(JsonElement answer);

    /// <summary>A vector.</summary>
    protected static Embedding<float> Vector(JsonElement values, string? model) =>
        new(values.EnumerateArray().Select(value => value.GetSingle()).ToArray()) { ModelId = model };

    /// <summary>Usage as far as embeddings have any; null when nothing was stated.</summary>
    protected static UsageDetails? Usage(long? inputTokens) => inputTokens is null ? null : new UsageDetails { InputTokenCount = inputTokens, TotalTokenCount = inputTokens };
}
