using NodaTime;
using Npgsql;
using Tollgate.ServiceDefaults.Messaging;

namespace Tollgate.Billing.Subscriptions;

/// <summary>
/// Ends a subscription, now or with its period. Attempts that begin later are rated at zero; attempts that began before are rated whenever
/// their usage comes.
/// </summary>
internal sealed class CancelSubscription(NpgsqlDataSource database, SubscriptionStore store, Outbox outbox)
{
    public async Task<(Subscription Subscription, Instant Now)> ExecuteAsync(
        string tenantId, bool immediately, string reason, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var (found, now) = await SubscriptionStore.LockAsync(transaction, tenantId, cancellationToken);
        var subscription = found ?? throw SubscriptionErrors.NotSubscribed(tenantId);
        var end = immediately ? now : subscription.PeriodAt(now).End;
        // Cancelled is cancelled; but it may end sooner than was said first.
        if (subscription.EndTime is { } ended && ended <= end)
            return (subscription, now);

        await SubscriptionStore.EndAsync(transaction, subscription.SubscriptionId, end, reason, cancellationToken);
        await outbox.AddAsync(
            transaction, EventIds.From(subscription.SubscriptionId, $"ended:{end.ToUnixTimeTicks()}"),
            SubscriptionMapping.ToChanged(subscription, subscription.TermsAt(end), end) with { EndTime = end.ToDateTimeOffset() }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
        return (await store.FindAsync(tenantId, cancellationToken)) is ({ } cancelled, var read) ? (cancelled, read) : (subscription, now);
    }
}
