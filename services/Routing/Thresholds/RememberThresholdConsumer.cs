using MassTransit;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Routing.Thresholds;

/// <summary>Writes a crossed threshold down, once for all replicas.</summary>
internal sealed class RememberThresholdConsumer(ThresholdStore store) : IConsumer<BudgetThresholdCrossed>
{
    public Task Consume(ConsumeContext<BudgetThresholdCrossed> context) =>
        CheaperModelThreshold.From(context.Message) is { } threshold ? store.SaveAsync(threshold, context.CancellationToken) : Task.CompletedTask;
}
