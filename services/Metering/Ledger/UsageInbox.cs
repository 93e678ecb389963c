using System.Diagnostics;
using Microsoft.Extensions.Options;
using Tollgate.Contracts.Inference.V1;
using Tollgate.ServiceDefaults.Messaging;

namespace Tollgate.Metering.Ledger;

/// <summary>
/// Where messages wait for their commit. Those that arrive together are recorded together: under load a transaction takes hundreds of
/// events from many messages.
/// </summary>
internal sealed class UsageInbox : IAsyncDisposable
{
    private readonly RecordUsage record;
    private readonly BatchQueue<Delivery, bool> queue;

    public UsageInbox(RecordUsage record, IOptions<LedgerOptions> options)
    {
        this.record = record;
        queue = new BatchQueue<Delivery, bool>(RecordAsync, options.Value.MaxBatch, delivery => delivery.Facts.Count);
    }

    /// <summary>Returns when the message's events are committed.</summary>
    public Task RecordAsync(IReadOnlyList<TokensMetered> facts, CancellationToken cancellationToken) =>
        queue.EnqueueAsync(new Delivery(facts, Activity.Current?.Context ?? default), cancellationToken);

    public ValueTask DisposeAsync() => queue.DisposeAsync();

    private async Task<IReadOnlyList<bool>> RecordAsync(IReadOnlyList<Delivery> deliveries)
    {
        using var spans = SettleSpans.Start(deliveries);
        spans.Conclude(await record.HandleAsync(spans.Facts, CancellationToken.None));
        return [.. deliveries.Select(_ => true)];
    }
}

/// <summary>A message's events and the span that consumed it.</summary>
internal sealed record Delivery(IReadOnlyList<TokensMetered> Facts, ActivityContext Consumed);
