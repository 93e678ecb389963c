using MassTransit;
using Tollgate.Contracts.Retrieval.V1;

namespace Tollgate.Intake.Knowledge;

/// <summary>Makes answers from an older index unfindable.</summary>
internal sealed class IndexUpdatedConsumer(IndexVersions versions) : IConsumer<IndexUpdated>
{
    public Task Consume(ConsumeContext<IndexUpdated> context)
    {
        var message = context.Message;
        versions.LearnIfKnown(message.TenantId, message.KnowledgeBase, message.IndexVersion);
        return Task.CompletedTask;
    }
}
