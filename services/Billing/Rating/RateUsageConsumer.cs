using MassTransit;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Billing.Rating;

internal sealed class RateUsageConsumer(RatingQueue queue) : IConsumer<UsageRecordedBatch>
{
    public Task Consume(ConsumeContext<UsageRecordedBatch> context) => queue.RateAsync(context.Message.Events, context.CancellationToken);
}
