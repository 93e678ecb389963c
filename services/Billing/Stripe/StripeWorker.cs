using Microsoft.Extensions.Options;
using Npgsql;

namespace Tollgate.Billing.Stripe;

/// <summary>Makes and sends meter events, in every replica: rows are locked while they are in hand.</summary>
internal sealed class StripeWorker(
    StripeEvents events, StripeSender sender, IOptions<StripeOptions> options, TimeProvider clock, ILogger<StripeWorker> logger) : BackgroundService
{
    private static readonly TimeSpan MaxRetry = TimeSpan.FromHours(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.ApiKey.Length == 0)
            return;
        var makeAt = clock.GetUtcNow();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (clock.GetUtcNow() >= makeAt)
                {
                    await events.MakeAsync(stoppingToken);
                    makeAt = clock.GetUtcNow() + options.Value.Interval;
                }

                if (!await SendDueAsync(stoppingToken))
                    await Task.Delay(options.Value.Interval < Pause ? options.Value.Interval : Pause, clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (NpgsqlException error)
            {
                StripeLog.Interrupted(logger, error);
                await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Sends what is due. False when nothing was.</summary>
    public async Task<bool> SendDueAsync(CancellationToken cancellationToken)
    {
        var due = await events.ClaimAsync(cancellationToken);
        foreach (var usage in due)
        {
            var (outcome, result, retryAfter) = await sender.SendAsync(usage, cancellationToken);
            var wait = WaitOf(usage.Tries);
            await events.NoteAsync(usage, outcome, result, retryAfter > wait ? retryAfter.Value : wait, CancellationToken.None);
            if (outcome is StripeOutcome.Refused)
                StripeLog.Refused(logger, usage.EventId, usage.EventName, result);
            else if (outcome is not StripeOutcome.Sent)
                StripeLog.NotSent(logger, usage.EventId, usage.Tries, result);
        }

        return due.Count > 0;
    }

    private TimeSpan WaitOf(int tries)
    {
        var full = options.Value.FirstRetry * Math.Pow(2, Math.Min(tries - 1, 20));
        return (full < MaxRetry ? full : MaxRetry) * (0.5 + (Random.Shared.NextDouble() / 2));
    }
}
