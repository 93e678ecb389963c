using MassTransit;
using Tollgate.Contracts.Intake.V1;

namespace Tollgate.Metering.Outcomes;

/// <summary>Hears what came of requests. Acknowledged after the commit.</summary>
internal sealed class RecordOutcomeConsumer(RecordOutcomes outcomes) : IConsumer<OutcomeRecorded>
{
    public Task Consume(ConsumeContext<OutcomeRecorded> context) => outcomes.RecordAsync(context.Message, context.CancellationToken);
}
