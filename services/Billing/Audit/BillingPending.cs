using NodaTime;
using Npgsql;
using Tollgate.Billing.Credits;
using Tollgate.Billing.Invoices;
using Tollgate.Billing.Ledger;
using Tollgate.Billing.Plans;
using Tollgate.Billing.ServiceLevels;
using Tollgate.Billing.Subscriptions;
using Tollgate.ServiceDefaults.Audit;

namespace Tollgate.Billing.Audit;

/// <summary>What has not come to rest, and what is at rest but does not add up.</summary>
internal sealed class BillingPending(PlanArchive plans)
{
    private const string Outbox = "select count(*) from messaging.outbox";

    private const string Quarantined = "select count(*) from quarantined_usage where $1 = '' or tenant_id = $1";

    private const string Charges =
        """
        select subscription_id, period_start, charge_id, quantity, amount, adjustment_quantity, adjustment_amount
        from charge_states join subscriptions s using (subscription_id) where $1 = '' or s.tenant_id = $1
        """;

    private const string Subscriptions = $"select {SubscriptionStore.Columns} from subscriptions where $1 = '' or tenant_id = $1";

    private const string Periods =
        """
        select subscription_id, period_start, usage_records, cost_nanos
        from period_states join subscriptions s using (subscription_id) where $1 = '' or s.tenant_id = $1
        """;

    private const string Sequences = "select subscription_id, last_sequence from subscriptions where $1 = '' or tenant_id = $1";

    /// <summary>What will come to rest by itself.</summary>
    public static async Task<IDictionary<string, long>> UnsettledAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        new Dictionary<string, long> { ["outbox"] = await CountAsync(transaction, Outbox, null, cancellationToken) };

    /// <summary>Everything but the entries themselves.</summary>
    /// <param name="transaction">One snapshot.</param>
    /// <param name="spans">All of time: what stands is the sum of all rated usage.</param>
    /// <param name="tenantId">Empty for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IDictionary<string, long>> CountAsync(
        NpgsqlTransaction transaction, AuditSpans spans, string tenantId, CancellationToken cancellationToken)
    {
        var totals = await RatedTotals.ReadAsync(transaction, spans, cancellationToken);
        var subscriptions = await SubscriptionsAsync(transaction, tenantId, cancellationToken);
        return new Dictionary<string, long>
        {
            ["outbox"] = await CountAsync(transaction, Outbox, null, cancellationToken),
            ["quarantined"] = await CountAsync(transaction, Quarantined, tenantId, cancellationToken),
            ["unbalanced_charges"] = await UnbalancedChargesAsync(transaction, totals, subscriptions, tenantId, cancellationToken),
            ["unbalanced_periods"] = await UnbalancedPeriodsAsync(transaction, totals, subscriptions, tenantId, cancellationToken),
            ["sequence_gaps"] = await SequenceGapsAsync(transaction, totals, tenantId, cancellationToken),
            ["unbalanced_journal"] = await CountAsync(transaction, LedgerAudit.UnbalancedEntries, tenantId, cancellationToken),
            ["credit_holds"] = await CountAsync(transaction, CreditAudit.OpenHolds, tenantId, cancellationToken),
            ["unbalanced_credit"] = await CountAsync(transaction, CreditAudit.UnbalancedGrants, tenantId, cancellationToken),
            ["credit_not_booked"] = await CountAsync(transaction, CreditAudit.LedgerDiffers, tenantId, cancellationToken),
            ["invoice_gaps"] = await CountAsync(transaction, InvoiceAudit.NumberGaps, tenantId, cancellationToken),
            ["invoices_not_booked"] = await CountAsync(transaction, InvoiceAudit.NotBooked, tenantId, cancellationToken),
            ["unbilled_differs"] = await CountAsync(transaction, InvoiceAudit.UnbilledDiffers, tenantId, cancellationToken),
            ["service_counts_differ"] = await ServiceCountsDifferAsync(transaction, spans, tenantId, cancellationToken),
            ["service_credits_differ"] = await CountAsync(transaction, ServiceLevelsAudit.CreditsDiffer, tenantId, cancellationToken),
            ["usage_not_accrued"] = await NotAccruedAsync(transaction, totals, subscriptions, tenantId, cancellationToken),
        };
    }

    // A charge's state is the sum of its lines, and what the plan of its segment says of its quantity.
    private async Task<long> UnbalancedChargesAsync(
        NpgsqlTransaction transaction, RatedTotals totals, Dictionary<Guid, Subscription> subscriptions, string tenantId, CancellationToken cancellationToken)
    {
        var unseen = totals.Charges.Keys.Where(key => subscriptions.ContainsKey(key.SubscriptionId)).ToHashSet();
        await using var query = Command(transaction, Charges, tenantId);
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
        var unbalanced = 0L;
        while (await reader.ReadAsync(cancellationToken))
        {
            var key = (SubscriptionId: reader.GetGuid(0), PeriodStart: reader.GetDateTime(1), ChargeId: reader.GetString(2));
            var state = new ChargeSum(reader.GetInt64(3), reader.GetDecimal(4), reader.GetInt64(5), reader.GetDecimal(6));
            var balanced = unseen.Remove(key) && totals.Charges[key] == state
                && await AmountAsync(
                    subscriptions[key.SubscriptionId], Instant.FromDateTimeUtc(key.PeriodStart), key.ChargeId, state.Quantity, cancellationToken) == state.Amount;
            unbalanced += balanced ? 0 : 1;
        }

        return unbalanced + unseen.Count;
    }

    private static async Task<long> UnbalancedPeriodsAsync(
        NpgsqlTransaction transaction, RatedTotals totals, Dictionary<Guid, Subscription> subscriptions, string tenantId, CancellationToken cancellationToken)
    {
        var unseen = totals.Periods.Keys.Where(key => subscriptions.ContainsKey(key.SubscriptionId)).ToHashSet();
        await using var query = Command(transaction, Periods, tenantId);
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
        var unbalanced = 0L;
        while (await reader.ReadAsync(cancellationToken))
        {
            var key = (reader.GetGuid(0), reader.GetDateTime(1));
            var balanced = unseen.Remove(key) && (totals.Periods[key].Records, totals.Periods[key].CostNanos) == (reader.GetInt64(2), reader.GetDecimal(3));
            unbalanced += balanced ? 0 : 1;
        }

        return unbalanced + unseen.Count;
    }

    // Sequences are 1, 2, 3, ...: as many as the last one says.
    private static async Task<long> SequenceGapsAsync(
        NpgsqlTransaction transaction, RatedTotals totals, string tenantId, CancellationToken cancellationToken)
    {
        var rated = totals.Periods.GroupBy(period => period.Key.SubscriptionId).ToDictionary(
            group => group.Key, group => group.Aggregate(default(PeriodSum), (sum, period) => sum + period.Value));
        await using var query = Command(transaction, Sequences, tenantId);
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
        var gaps = 0L;
        while (await reader.ReadAsync(cancellationToken))
        {
            var (last, sum) = (reader.GetInt64(1), rated.GetValueOrDefault(reader.GetGuid(0)));
            gaps += (sum.LastSequence, sum.Records) == (last, last) ? 0 : 1;
        }

        return gaps;
    }

    // What was accrued for a period is what its usage was rated at.
    private static async Task<long> NotAccruedAsync(
        NpgsqlTransaction transaction, RatedTotals totals, Dictionary<Guid, Subscription> subscriptions, string tenantId, CancellationToken cancellationToken)
    {
        var open = totals.Charges.Where(charge => subscriptions.ContainsKey(charge.Key.SubscriptionId))
            .GroupBy(charge => (charge.Key.SubscriptionId, charge.Key.PeriodStart))
            .ToDictionary(group => group.Key, group => group.Sum(charge => charge.Value.Amount));
        await using var query = Command(transaction, LedgerAudit.UsageAccrued, tenantId);
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var key = (reader.GetGuid(0), reader.GetDateTime(1));
            open[key] = open.GetValueOrDefault(key) - reader.GetDecimal(2);
        }

        return open.Values.Count(amount => amount != 0);
    }

    // Counts of days that are over long ago were compared then.
    private static async Task<long> ServiceCountsDifferAsync(
        NpgsqlTransaction transaction, AuditSpans spans, string tenantId, CancellationToken cancellationToken)
    {
        var differing = 0L;
        foreach (var span in spans.Live)
        {
            await using var query = Command(transaction, ServiceLevelsAudit.CountsDiffer, tenantId);
            span.AddTo(query.Parameters);
            differing += (long)(await query.ExecuteScalarAsync(cancellationToken))!;
        }

        return differing;
    }

    private async Task<decimal?> AmountAsync(
        Subscription subscription, Instant segmentStart, string chargeId, long quantity, CancellationToken cancellationToken)
    {
        var segment = subscription.SegmentAt(segmentStart);
        var plan = await plans.GetAsync(segment.PlanId, segment.PlanVersion, cancellationToken);
        return segment.Start == segmentStart && plan.Charges.FirstOrDefault(charge => charge.ChargeId == chargeId) is { } charge
            ? charge.AmountFor(quantity, ProrationShare.Remaining(charge.Included, plan.Proration, segment.Period, segment.Start))
            : null;
    }

    private static async Task<Dictionary<Guid, Subscription>> SubscriptionsAsync(
        NpgsqlTransaction transaction, string tenantId, CancellationToken cancellationToken)
    {
        await using var query = Command(transaction, Subscriptions, tenantId);
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
        var subscriptions = new Dictionary<Guid, Subscription>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var subscription = SubscriptionStore.Read(reader, 0);
            subscriptions[subscription.SubscriptionId] = subscription;
        }

        return subscriptions;
    }

    private static async Task<long> CountAsync(NpgsqlTransaction transaction, string sql, string? tenantId, CancellationToken cancellationToken)
    {
        await using var query = Command(transaction, sql, tenantId);
        return (long)(await query.ExecuteScalarAsync(cancellationToken))!;
    }

    private static NpgsqlCommand Command(NpgsqlTransaction transaction, string sql, string? tenantId)
    {
        var command = new NpgsqlCommand(sql, transaction.Connection, transaction);
        if (tenantId is not null)
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenantId });
        return command;
    }
}
