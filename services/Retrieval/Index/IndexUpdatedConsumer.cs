using MassTransit;
using Tollgate.Contracts.Retrieval.V1;
using Tollgate.Retrieval.Ingestion;

namespace Tollgate.Retrieval.Index;

/// <summary>Hears that a knowledge base has changed, on this replica or another.</summary>
internal sealed class IndexUpdatedConsumer(IndexRefresher refresher) : IConsumer<IndexUpdated>
{
    public Task Consume(ConsumeContext<IndexUpdated> context)
    {
        refresher.Notice(new KnowledgeBaseKey(context.Message.TenantId, context.Message.KnowledgeBase));
        return Task.CompletedTask;
    }
}
