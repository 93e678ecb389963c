using MassTransit;
using Tollgate.Contracts.Inference.V1;

namespace Tollgate.Metering.Ledger;

/// <summary>Hears what attempts used. Acknowledged after the commit.</summary>
internal sealed class RecordUsageConsumer(UsageInbox inbox) : IConsumer<UsageBatch>
{
    public Task Consume(ConsumeContext<UsageBatch> context) =>
        inbox.RecordAsync(context.Message.Events, context.CancellationToken);
}
