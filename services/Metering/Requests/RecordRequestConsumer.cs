using MassTransit;
using Tollgate.Contracts.Intake.V1;

namespace Tollgate.Metering.Requests;

/// <summary>Hears that requests have ended. Acknowledged after the commit.</summary>
internal sealed class RecordRequestConsumer(RecordRequests requests) : IConsumer<RequestCompleted>
{
    public Task Consume(ConsumeContext<RequestCompleted> context) => requests.RecordAsync(context.Message, context.CancellationToken);
}
