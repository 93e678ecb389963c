using Grpc.Core;
using Microsoft.Extensions.Options;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Retrieval.Chunking;
using Tollgate.Retrieval.Index;
using Tollgate.Retrieval.Ingestion;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Retrieval.Embedding;

/// <summary>
/// Turns texts into vectors through Inference, so that embeddings are held, metered and paid like every other attempt. Where there is
/// no model, no budget or no provider, there is no vector, and words alone have to do.
/// </summary>
internal sealed class Embedder(
    InferenceService.InferenceServiceClient inference, IOptions<EmbeddingOptions> options, TimeProvider clock, ILogger<Embedder> logger)
{
    private const int TextsPerCall = 256;
    private static readonly TimeSpan IndexingTimeout = TimeSpan.FromMinutes(1);

    /// <summary>The model in use; empty when there is none.</summary>
    public string Model => options.Value.EmbeddingModel;

    /// <summary>A vector per passage, or null when there is no model or the provider cannot answer now.</summary>
    public async Task<IReadOnlyList<float[]>?> EmbedDocumentAsync(DocumentKey key, List<Chunk> chunks, CancellationToken cancellationToken)
    {
        if (Model.Length == 0)
            return null;
        var caller = new Caller { TenantId = key.Base.TenantId };
        var operation = Guid.CreateVersion7(clock.GetUtcNow()).ToString("D");
        var vectors = new List<float[]>(chunks.Count);
        foreach (var group in chunks.Chunk(TextsPerCall))
        {
            var texts = group.Select(chunk => chunk.Section.Length == 0 ? chunk.Text : $"{chunk.Section}\n{chunk.Text}");
            if (await EmbedAsync(caller, operation, texts, IndexingTimeout, cancellationToken) is not { } embedded)
                return null;
            vectors.AddRange(embedded);
        }
        return vectors;
    }

    /// <summary>The query's vector, or null when there is no model or the provider cannot answer in time.</summary>
    public async Task<float[]?> EmbedQueryAsync(Caller caller, string operationId, string query, CancellationToken cancellationToken)
    {
        if (Model.Length == 0)
            return null;
        var operation = operationId.Length > 0 ? operationId : Guid.CreateVersion7(clock.GetUtcNow()).ToString("D");
        var embedded = await EmbedAsync(caller, operation, [query], options.Value.QueryTimeout, cancellationToken);
        return embedded?.FirstOrDefault();
    }

    private async Task<IEnumerable<float[]>?> EmbedAsync(
        Caller caller, string operation, IEnumerable<string> texts, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var request = new EmbedRequest
        {
            OperationId = operation, Caller = caller, Provider = options.Value.EmbeddingProvider, Model = Model, Payer = Payer.Customer, Texts = { texts },
        };
        try
        {
            var response = await inference.EmbedAsync(request, deadline: clock.GetUtcNow().UtcDateTime + timeout, cancellationToken: cancellationToken);
            if (response.Embeddings.Count == request.Texts.Count)
                return response.Embeddings.Select(embedding => Vectors.Normalize([.. embedding.Values]));
            EmbeddingLog.WrongCount(logger, request.Texts.Count, response.Embeddings.Count);
        }
        catch (RpcException error) when (error.StatusCode != StatusCode.Cancelled || !cancellationToken.IsCancellationRequested)
        {
            EmbeddingLog.NotEmbedded(logger, request.Texts.Count, TollgateException.FromRpc(error).Reason);
        }
        return null;
    }
}
