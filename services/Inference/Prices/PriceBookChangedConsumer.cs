using MassTransit;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Inference.Prices;

/// <summary>Fetches a new book at once.</summary>
internal sealed class PriceBookChangedConsumer(CurrentPrices prices) : IConsumer<PriceBookChanged>
{
    public Task Consume(ConsumeContext<PriceBookChanged> context) =>
        context.Message.Number > prices.Number ? prices.RefreshAsync(context.CancellationToken) : Task.CompletedTask;
}
