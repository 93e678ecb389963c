using MassTransit;
using Tollgate.Contracts.Intake.V1;

namespace Tollgate.Billing.ServiceLevels;

/// <summary>Hears that requests have ended. Acknowledged after the commit.</summary>
internal sealed class MeasureServiceConsumer(MeasureService measure) : IConsumer<RequestCompleted>
{
    public Task Consume(ConsumeContext<RequestCompleted> context) => measure.MeasureAsync(context.Message, context.CancellationToken);
}
