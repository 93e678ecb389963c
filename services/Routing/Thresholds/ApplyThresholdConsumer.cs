using MassTransit;
using Tollgate.Contracts.Mapping;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Routing.Thresholds;

/// <summary>Makes this replica act on a crossed threshold at once.</summary>
internal sealed class ApplyThresholdConsumer(ThresholdsInForce thresholds, ILogger<ApplyThresholdConsumer> logger) : IConsumer<BudgetThresholdCrossed>
{
    public Task Consume(ConsumeContext<BudgetThresholdCrossed> context)
    {
        thresholds.Hear(context.Message);
        ThresholdsLog.Crossed(logger, context.Message.BudgetId, context.Message.TenantId, context.Message.Action, context.Message.PeriodEnd);
        return Task.CompletedTask;
    }
}
