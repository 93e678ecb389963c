using System.Diagnostics;
using System.Threading.Channels;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Billing.Rating;

/// <summary>
/// Rates in groups: whatever arrives while one transaction runs goes with the next. A tenant's entries must be rated one after another, so
/// many small transactions would only queue for its account.
/// </summary>
internal sealed class RatingQueue(RateUsage rate) : BackgroundService
{
    private const int MaxGroup = 2_000;

    private sealed record Delivery(IReadOnlyList<UsageRecorded> Records, ActivityContext Context)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private readonly Channel<Delivery> queue = Channel.CreateUnbounded<Delivery>(new() { SingleReader = true });

    /// <summary>Ends when the records are rated for good. Bounded by what the consumer prefetches.</summary>
    public async Task RateAsync(IReadOnlyList<UsageRecorded> records, CancellationToken cancellationToken)
    {
        var delivery = new Delivery(records, Activity.Current?.Context ?? default);
        await queue.Writer.WriteAsync(delivery, cancellationToken);
        await delivery.Done.Task;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The bus stops first, so the queue is empty or its messages will be delivered again.
        while (await queue.Reader.WaitToReadAsync(stoppingToken))
        {
            var group = new List<Delivery>();
            var size = 0;
            while (size < MaxGroup && queue.Reader.TryRead(out var delivery))
            {
                group.Add(delivery);
                size += delivery.Records.Count;
            }

            if (!await TryRateAsync(group, stoppingToken))
                await RateAloneAsync(group, stoppingToken);
        }
    }

    private async Task<bool> TryRateAsync(List<Delivery> group, CancellationToken cancellationToken)
    {
        try
        {
            await CommitAsync(group, cancellationToken);
            return true;
        }
        catch (Exception ex) when (group.Count > 1 && ex is not OperationCanceledException)
        {
            return false;
        }
        catch (Exception ex)
        {
            group[0].Done.TrySetException(ex);
            return true;
        }
    }

    // A message that cannot be rated fails alone, and goes where messages go that fail.
    private async Task RateAloneAsync(List<Delivery> group, CancellationToken cancellationToken)
    {
        foreach (var delivery in group)
            await TryRateAsync([delivery], cancellationToken);
    }

    private async Task CommitAsync(List<Delivery> group, CancellationToken cancellationToken)
    {
        var rated = await rate.ExecuteAsync([.. group.SelectMany(delivery => delivery.Records)], cancellationToken);
        foreach (var delivery in group)
            delivery.Done.TrySetResult();

        // Only what is committed is told.
        RatingTelemetry.Count(rated);
        foreach (var delivery in group)
            RatingTelemetry.Trace(rated, delivery.Records, delivery.Context);
    }
}
