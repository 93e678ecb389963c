using MassTransit;
using Tollgate.Contracts.Mapping;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Intake.Budgets;

/// <summary>Makes this replica act on a crossed threshold at once.</summary>
internal sealed class ThresholdCrossedConsumer(ThresholdsInForce thresholds) : IConsumer<BudgetThresholdCrossed>
{
    public Task Consume(ConsumeContext<BudgetThresholdCrossed> context)
    {
        thresholds.Hear(context.Message);
        return Task.CompletedTask;
    }
}
