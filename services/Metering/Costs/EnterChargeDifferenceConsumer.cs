using MassTransit;
using Tollgate.Contracts.Inference.V1;

namespace Tollgate.Metering.Costs;

/// <summary>Hears what providers charge beyond settled usage. Acknowledged after the commit.</summary>
internal sealed class EnterChargeDifferenceConsumer(EnterChargeDifference enter) : IConsumer<ChargeDifferenceFound>
{
    public Task Consume(ConsumeContext<ChargeDifferenceFound> context) => enter.HandleAsync(context.Message, context.CancellationToken);
}
