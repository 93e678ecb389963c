using NodaTime;
using Npgsql;
using Tollgate.Billing.Plans;
using Tollgate.Billing.Subscriptions;

namespace Tollgate.Billing.Statements;

/// <summary>Reads what a statement is made of, in the caller's transaction: its snapshot, or its locks, decide what is in it.</summary>
internal static class StatementReader
{
    private const string Charges =
        """
        select period_start, charge_id, quantity, amount, adjustment_quantity, adjustment_amount from charge_states
        where subscription_id = $1 and period_start = any($2)
        """;

    // The same by the rated lines, up to a sequence: what stood when an invoice was issued.
    private const string ChargesThrough =
        """
        select u.period_start, l.charge_id, sum(l.quantity)::bigint, sum(l.amount),
            coalesce(sum(l.quantity) filter (where u.adjustment), 0)::bigint, coalesce(sum(l.amount) filter (where u.adjustment), 0)
        from rated_usage u join rated_lines l using (attempt_id, revision)
        where u.subscription_id = $1 and u.period_start = any($2) and u.sequence <= $3 group by 1, 2
        """;

    private const string Records =
        """
        select coalesce(sum(usage_records), 0)::bigint, coalesce(sum(cost_nanos), 0) from period_states
        where subscription_id = $1 and period_start = any($2)
        """;

    private const string Packs =
        """
        select period_start, purchase_id, pack_id, display_name, charge_id, quantity, price, purchase_time from pack_purchases
        where subscription_id = $1 and period_start = any($2) order by purchase_id
        """;

    /// <summary>The statement of a period of a subscription.</summary>
    public static async Task<Statement> ReadAsync(
        NpgsqlTransaction transaction, Subscription subscription, BillingPeriod period, PlanArchive plans, CancellationToken cancellationToken) =>
        (await ReadAsync(transaction, subscription, period, plans, null, cancellationToken)).Statement;

    /// <summary>The statement of a period and what it is made of, of usage up to a sequence; null: as it stands.</summary>
    public static async Task<(Statement Statement, IReadOnlyList<SegmentUsage> Segments)> ReadAsync(
        NpgsqlTransaction transaction, Subscription subscription, BillingPeriod period, PlanArchive plans, long? throughSequence,
        CancellationToken cancellationToken)
    {
        var segments = subscription.SegmentsOf(period);
        var charges = segments.ToDictionary(segment => segment.Start, _ => new Dictionary<string, ChargeTotal>(StringComparer.Ordinal));
        var packs = segments.ToDictionary(segment => segment.Start, _ => new List<PackPurchase>());

        await using var batch = new NpgsqlBatch(transaction.Connection, transaction)
        {
            BatchCommands = { ChargesOf(subscription, segments, throughSequence), Command(Records, subscription, segments), Command(Packs, subscription, segments) },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            charges[ToInstant(reader, 0)][reader.GetString(1)] = new(reader.GetInt64(2), reader.GetDecimal(3), reader.GetInt64(4), reader.GetDecimal(5));

        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var (records, cost) = (reader.GetInt64(0), reader.GetDecimal(1));

        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            packs[ToInstant(reader, 0)].Add(new(
                reader.GetGuid(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetInt64(5), reader.GetDecimal(6), ToInstant(reader, 7)));
        }

        var usages = new List<SegmentUsage>(segments.Count);
        foreach (var segment in segments)
        {
            var plan = await plans.GetAsync(segment.PlanId, segment.PlanVersion, cancellationToken);
            usages.Add(new(segment, plan, charges[segment.Start], packs[segment.Start]));
        }

        return (Statement.Of(subscription, period, usages, records, cost), usages);
    }

    private static NpgsqlBatchCommand ChargesOf(Subscription subscription, IReadOnlyList<PlanSegment> segments, long? throughSequence)
    {
        var command = Command(throughSequence is null ? Charges : ChargesThrough, subscription, segments);
        if (throughSequence is { } through)
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = through });
        return command;
    }

    private static Instant ToInstant(NpgsqlDataReader reader, int column) => Instant.FromDateTimeUtc(reader.GetDateTime(column));

    private static NpgsqlBatchCommand Command(string sql, Subscription subscription, IReadOnlyList<PlanSegment> segments) => new(sql)
    {
        Parameters =
        {
            new NpgsqlParameter<Guid> { TypedValue = subscription.SubscriptionId },
            new NpgsqlParameter<DateTime[]> { TypedValue = [.. segments.Select(segment => segment.Start.ToDateTimeUtc())] },
        },
    };
}
