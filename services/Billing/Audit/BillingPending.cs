using NodaTime;
using Npgsql;
using Tollgate.Billing.Credits;
using Tollgate.Billing.Invoices;
using Tollgate.Billing.Ledger;
using Tollgate.Billing.Plans;
using Tollgate.Billing.Subscriptions;

namespace Tollgate.Billing.Audit;

/// <summary>What has not come to rest, and what is at rest but does not add up.</summary>
internal sealed class BillingPending(NpgsqlDataSource database, PlanArchive plans)
{
    private const string Outbox = "select count(*) from messaging.outbox";

    private const string Quarantined = "select count(*) from quarantined_usage where $1 = '' or tenant_id = $1";

    // Every charge with the sum of its lines; one without the other shows as null.
    private const string Charges =
        """
        select subscription_id, period_start, charge_id, c.quantity, c.amount,
            c.quantity is not distinct from l.quantity and c.amount is not distinct from l.amount
                and c.adjustment_quantity is not distinct from l.adjustment_quantity
                and c.adjustment_amount is not distinct from l.adjustment_amount as balanced
        from charge_states c
        full join (
            select subscription_id, period_start, charge_id, sum(quantity)::bigint as quantity, sum(amount) as amount,
                coalesce(sum(quantity) filter (where adjustment), 0)::bigint as adjustment_quantity,
                coalesce(sum(amount) filter (where adjustment), 0) as adjustment_amount
            from rated_lines group by subscription_id, period_start, charge_id) l using (subscription_id, period_start, charge_id)
        join subscriptions s using (subscription_id)
        where $1 = '' or s.tenant_id = $1
        """;

    private const string Subscriptions = $"select {SubscriptionStore.Columns} from subscriptions where $1 = '' or tenant_id = $1";

    private const string Periods =
        """
        select count(*) from period_states p
        full join (
            select subscription_id, period_start, count(*) as usage_records, sum(cost_nanos) as cost_nanos
            from rated_usage where subscription_id is not null group by subscription_id, period_start) u using (subscription_id, period_start)
        join subscriptions s on s.subscription_id = coalesce(p.subscription_id, u.subscription_id)
        where ($1 = '' or s.tenant_id = $1)
            and (p.usage_records is distinct from u.usage_records or p.cost_nanos is distinct from u.cost_nanos)
        """;

    private static readonly string Entries =
        $"""
        select count(*) from rated_usage r
        left join (
            select attempt_id, revision, sum(amount) as amount, sum(quantity)::bigint as quantity
            from rated_lines group by attempt_id, revision) l using (attempt_id, revision)
        where ($1 = '' or r.tenant_id = $1) and ({EntryDifferences.Differ})
        """;

    private const string Sequences =
        """
        select count(*) from subscriptions s
        where ($1 = '' or s.tenant_id = $1)
            and (s.last_sequence, s.last_sequence) <> (
                select coalesce(max(r.sequence), 0), count(*) from rated_usage r where r.subscription_id = s.subscription_id)
        """;

    /// <summary>What will come to rest by itself.</summary>
    public async Task<IDictionary<string, long>> UnsettledAsync(CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand(Outbox);
        return new Dictionary<string, long> { ["outbox"] = (long)(await query.ExecuteScalarAsync(cancellationToken))! };
    }

    public async Task<IDictionary<string, long>> CountAsync(string tenantId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        // One snapshot: rating goes on meanwhile.
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
        return new Dictionary<string, long>
        {
            ["outbox"] = await CountAsync(transaction, Outbox, null, cancellationToken),
            ["quarantined"] = await CountAsync(transaction, Quarantined, tenantId, cancellationToken),
            ["unbalanced_charges"] = await UnbalancedChargesAsync(transaction, tenantId, cancellationToken),
            ["unbalanced_periods"] = await CountAsync(transaction, Periods, tenantId, cancellationToken),
            ["unbalanced_entries"] = await CountAsync(transaction, Entries, tenantId, cancellationToken),
            ["sequence_gaps"] = await CountAsync(transaction, Sequences, tenantId, cancellationToken),
            ["unbalanced_journal"] = await CountAsync(transaction, LedgerAudit.UnbalancedEntries, tenantId, cancellationToken),
            ["credit_holds"] = await CountAsync(transaction, CreditAudit.OpenHolds, tenantId, cancellationToken),
            ["unbalanced_credit"] = await CountAsync(transaction, CreditAudit.UnbalancedGrants, tenantId, cancellationToken),
            ["credit_not_booked"] = await CountAsync(transaction, CreditAudit.LedgerDiffers, tenantId, cancellationToken),
            ["invoice_gaps"] = await CountAsync(transaction, InvoiceAudit.NumberGaps, tenantId, cancellationToken),
            ["invoices_not_booked"] = await CountAsync(transaction, InvoiceAudit.NotBooked, tenantId, cancellationToken),
            ["unbilled_differs"] = await CountAsync(transaction, InvoiceAudit.UnbilledDiffers, tenantId, cancellationToken),
            ["usage_not_accrued"] = await CountAsync(transaction, LedgerAudit.UsageNotAccrued, tenantId, cancellationToken),
        };
    }

    private async Task<long> UnbalancedChargesAsync(NpgsqlTransaction transaction, string tenantId, CancellationToken cancellationToken)
    {
        var subscriptions = await SubscriptionsAsync(transaction, tenantId, cancellationToken);
        await using var query = new NpgsqlCommand(Charges, transaction.Connection, transaction);
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenantId });
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
        var unbalanced = 0L;
        while (await reader.ReadAsync(cancellationToken))
        {
            // The state is the sum of its lines, and what the plan of its segment says of its quantity.
            var balanced = reader.GetBoolean(5)
                && await AmountAsync(
                    subscriptions[reader.GetGuid(0)], Instant.FromDateTimeUtc(reader.GetDateTime(1)), reader.GetString(2), reader.GetInt64(3), cancellationToken)
                == reader.GetDecimal(4);
            unbalanced += balanced ? 0 : 1;
        }

        return unbalanced;
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
        await using var query = new NpgsqlCommand(Subscriptions, transaction.Connection, transaction);
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenantId });
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
        await using var query = new NpgsqlCommand(sql, transaction.Connection, transaction);
        if (tenantId is not null)
            query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenantId });
        return (long)(await query.ExecuteScalarAsync(cancellationToken))!;
    }
}
