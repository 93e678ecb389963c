using NodaTime;
using Npgsql;
using Tollgate.Billing.Persistence;
using Tollgate.Billing.Ledger;
using Tollgate.Billing.Subscriptions;
using Tollgate.ServiceDefaults.Messaging;

namespace Tollgate.Billing.Invoices;

/// <summary>Drafts an invoice for every period that has ended. A period has one id, so replicas may do so at the same time.</summary>
internal sealed class DraftInvoices(NpgsqlDataSource database, TimeProvider clock)
{
    private const string Subscriptions =
        $"""
        select {SubscriptionStore.Columns}, billed.until, last_sequence > coalesce(billed.sequence, 0)
        from subscriptions left join lateral (
            select max(period_end) as until, max(through_sequence) as sequence from invoices i
            where i.subscription_id = subscriptions.subscription_id) billed on true
        where $1 = '' or tenant_id = $1
        """;

    // In the order in which rating locks accounts: each row takes a share of its tenant's.
    private const string Insert =
        """
        insert into invoices (invoice_id, tenant_id, subscription_id, period_start, period_end, draft_time)
        select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::timestamptz[], $5::timestamptz[], $6::timestamptz[])
            as drafts (invoice_id, tenant_id, subscription_id, period_start, period_end, draft_time)
        order by tenant_id
        on conflict do nothing
        """;

    /// <summary>Drafts for one tenant, or (empty) for all.</summary>
    public async Task ExecuteAsync(string tenantId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var drafts = new List<(Subscription Subscription, BillingPeriod Period)>();
        await using (var query = database.CreateCommand(Subscriptions))
        {
            query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenantId });
            await using var reader = await query.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                var subscription = SubscriptionStore.Read(reader, 0);
                var from = reader.IsDBNull(SubscriptionStore.ColumnCount)
                    ? subscription.StartTime
                    : Instant.FromDateTimeUtc(reader.GetDateTime(SubscriptionStore.ColumnCount));
                var hasUnbilled = reader.GetBoolean(SubscriptionStore.ColumnCount + 1);
                drafts.AddRange(Ended(subscription, from, Instant.FromDateTimeOffset(now), hasUnbilled).Select(period => (subscription, period)));
            }
        }

        if (drafts.Count == 0)
            return;
        await using var insert = database.CreateCommand(Insert);
        insert.Add(drafts, draft => IdOf(draft.Subscription, draft.Period));
        insert.Add(drafts, draft => draft.Subscription.TenantId);
        insert.Add(drafts, draft => draft.Subscription.SubscriptionId);
        insert.Add(drafts, draft => draft.Period.Start.ToDateTimeUtc());
        insert.Add(drafts, draft => draft.Period.End.ToDateTimeUtc());
        insert.Add(drafts, _ => now.UtcDateTime);
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>
    /// The periods of a subscription from an instant on that have ended by now. The one in which the subscription ends is its last, unless usage
    /// came after that was billed: the latest period bills it.
    /// </summary>
    internal static IEnumerable<BillingPeriod> Ended(Subscription subscription, Instant from, Instant now, bool hasUnbilled)
    {
        BillingPeriod? after = null;
        for (var period = subscription.PeriodAt(from); period.End <= now; period = subscription.PeriodAt(period.End))
        {
            if (subscription.EndTime <= period.Start)
                after = period;
            else
                yield return period;
        }

        if (hasUnbilled && after is { } last && from >= subscription.EndTime)
            yield return last;
    }

    private static Guid IdOf(Subscription subscription, BillingPeriod period) =>
        EventIds.From(subscription.SubscriptionId, $"invoice/{LedgerWriter.Stamp(period.Start)}");
}
