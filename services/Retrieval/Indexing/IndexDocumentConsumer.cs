using MassTransit;
using Tollgate.Contracts.Retrieval.V1;
using Tollgate.Retrieval.Ingestion;

namespace Tollgate.Retrieval.Indexing;

/// <summary>Indexes a document that came in. A version that is no longer wanted, or is indexed already, is nothing to do.</summary>
internal sealed class IndexDocumentConsumer(IndexDocument handler, IndexWriter writer) : IConsumer<DocumentAccepted>
{
    public async Task Consume(ConsumeContext<DocumentAccepted> context)
    {
        var accepted = context.Message;
        var key = new DocumentKey(accepted.TenantId, accepted.KnowledgeBase, accepted.DocumentId);
        if (await handler.PrepareAsync(key, accepted.Version, context.CancellationToken) is { } prepared)
            await writer.WriteAsync(prepared, context.CancellationToken);
    }
}
