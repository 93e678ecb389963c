using Microsoft.Extensions.Options;
using Tollgate.Contracts.Common.V1;
using Tollgate.Inference.Prices;
using Tollgate.Tokens;

namespace Tollgate.Inference.Attempts;

/// <summary>
/// The way out of every provider call: prices what was used and makes it durable together with the event that tells the others. Runs to
/// its end whatever becomes of the caller.
/// </summary>
internal sealed class SettleAttempt(
    AttemptWriter writer, RunningAttempts running, CurrentPrices prices, AttemptMetrics metrics, IOptions<AttemptsOptions> options, TimeProvider clock,
    ILogger<SettleAttempt> logger)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(2);

    /// <summary>Settles an attempt and says at what amount. Never throws for a database that is away: recovery then finishes the work.</summary>
    public async Task<Settlement> HandleAsync(AttemptIntent intent, AttemptResult result)
    {
        var settlement = Price(intent, result);
        try
        {
            if (await WriteAsync(settlement))
                metrics.Settled(settlement);
            return settlement;
        }
        finally
        {
            running.Remove(intent.AttemptId);
        }
    }

    /// <summary>Replaces the amount of a settled attempt by a better-known one; the ledger posts the difference.</summary>
    public Task CorrectAsync(AttemptIntent intent, AttemptResult result) => WriteAsync(Price(intent, result));

    /// <summary>What a result costs; the worst case where that cannot be said.</summary>
    public Settlement Price(AttemptIntent intent, AttemptResult result)
    {
        var worst = result.Held ?? intent.WorstCase;
        if (result.Rank is UsageRank.Assumed)
            return new Settlement(intent, result, worst.CostNanos, worst.PriceVersion);

        var error = PricingError.UnpricedKind;
        if (prices.Of(intent) is { } price
            && (error = Cost.TryOf(result.Usage, price, out var cost)) is PricingError.None)
        {
            if (cost.Nanos > worst.CostNanos)
                AttemptsLog.OverWorstCase(logger, intent.AttemptId, intent.Provider, intent.Model, cost.Nanos, worst.CostNanos);
            return new Settlement(intent, result, cost.Nanos, cost.PriceVersion);
        }

        AttemptsLog.NotPriced(logger, intent.AttemptId, intent.Provider, intent.Model, error.ToString());
        return new Settlement(intent, result with { Rank = UsageRank.Assumed }, worst.CostNanos, worst.PriceVersion);
    }

    private async Task<bool> WriteAsync(Settlement settlement)
    {
        var began = clock.GetTimestamp();
        for (var delay = FirstDelay; ; delay = TimeSpan.FromTicks(Math.Min(delay.Ticks * 2, LongestDelay.Ticks)))
        {
            try
            {
                var written = await writer.SettleAsync(settlement);
                if (!written)
                    AttemptsLog.Dropped(logger, settlement.Intent.AttemptId);
                return written;
            }
            catch (Exception error) when (clock.GetElapsedTime(began) < options.Value.SettleFor)
            {
                // Every open attempt is here while the database is away: together, and soon, they would keep it from coming back.
                AttemptsLog.SettleFailed(logger, settlement.Intent.AttemptId, error.Message);
                await Task.Delay(delay * (0.5 + Random.Shared.NextDouble()), clock);
            }
            catch (Exception)
            {
                AttemptsLog.SettleGivenUp(logger, settlement.Intent.AttemptId);
                return false;
            }
        }
    }
}
