using MassTransit;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Routing.Thresholds;

/// <summary>Makes this replica act on a crossed threshold at once.</summary>
internal sealed class ApplyThresholdConsumer(ActiveThresholds thresholds, ILogger<ApplyThresholdConsumer> logger) : IConsumer<BudgetThresholdCrossed>
{
    public Task Consume(ConsumeContext<BudgetThresholdCrossed> context)
    {
        if (CheaperModelThreshold.From(context.Message) is { } threshold)
        {
            thresholds.Merge([threshold]);
            ThresholdsLog.CheaperModels(logger, threshold.BudgetId, threshold.TenantId, threshold.PeriodEnd);
        }

        return Task.CompletedTask;
    }
}
