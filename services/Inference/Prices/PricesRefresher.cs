using Grpc.Core;
using Microsoft.Extensions.Options;
using Tollgate.Tokens;

namespace Tollgate.Inference.Prices;

/// <summary>Asks for the book at the start and then regularly, because a broadcast may be missed while the broker is away.</summary>
internal sealed class PricesRefresher(
    CurrentPrices prices, IOptions<PricesOptions> options, TimeProvider clock, ILogger<PricesRefresher> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.RefreshInterval, clock);
        var failing = false;
        do
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            timeout.CancelAfter(options.Value.Timeout);
            try
            {
                await prices.RefreshAsync(timeout.Token);
                failing = false;
            }
            catch (Exception error) when (error is RpcException or PriceBookException || (error is OperationCanceledException && !stoppingToken.IsCancellationRequested))
            {
                // Said once; until it is over the last known book is charged by.
                if (!failing)
                    PricesLog.RefreshFailed(logger, prices.Number, error);
                failing = true;
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
