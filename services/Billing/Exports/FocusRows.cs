using System.Data;
using System.Runtime.CompilerServices;
using NodaTime;
using Npgsql;
using Tollgate.Billing.Invoices;
using Tollgate.Billing.Plans;
using Tollgate.Billing.ServiceLevels;
using Tollgate.Billing.Statements;
using Tollgate.Billing.Subscriptions;

namespace Tollgate.Billing.Exports;

/// <summary>
/// Reads the rows of whole billing periods, from one snapshot and in an order of their own. Usage is exact and unrounded; a statement rounds each of
/// its lines once, and that difference is a row too, so BilledCost adds up to what the tenant is asked for;
/// so are service credits of its final invoice.
/// </summary>
internal sealed class FocusRows(NpgsqlDataSource database, PlanArchive plans)
{
    private const string Rounding = "rounding";

    private const string Subscriptions =
        $"""
        select clock_timestamp(), {SubscriptionStore.Columns}
        from subscriptions where ($1 = '' or tenant_id = $1) and start_time < $2 order by tenant_id collate "C", subscription_id
        """;

    // By the hour in which it was recorded, which lies in the period it is billed in. Free usage is usage too.
    private const string Usage =
        """
        select l.charge_id, u.provider, u.model, date_trunc('hour', u.record_time, 'UTC') as hour, sum(l.quantity)::bigint, sum(l.amount)
        from rated_lines l join rated_usage u using (attempt_id, revision)
        where l.subscription_id = $1 and l.period_start = $2
        group by l.charge_id, u.provider, u.model, hour
        order by hour, l.charge_id collate "C", u.provider collate "C", u.model collate "C"
        """;

    public async IAsyncEnumerable<FocusRow> ReadAsync(
        string tenantId, DateTime start, DateTime end, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var (subscriptions, now) = await SubscriptionsAsync(transaction, tenantId, end, cancellationToken);
        foreach (var subscription in subscriptions)
        {
            foreach (var period in PeriodsOf(subscription, start, end, now))
            {
                var (statement, segments) = await StatementReader.ReadAsync(transaction, subscription, period, plans, null, cancellationToken);
                foreach (var line in statement.Lines.Where(line => line.RatedIn(segments) is null))
                    yield return Unrated(statement, PlanOf(line, segments), line);
                foreach (var assessment in await ServiceAssessmentStore.ListAsync(transaction, subscription.SubscriptionId, period.Start, plans, cancellationToken))
                {
                    if (assessment.Amount > 0)
                        yield return Credit(statement, assessment);
                }

                foreach (var segment in segments)
                {
                    await foreach (var row in UsageAsync(transaction, statement, segment, cancellationToken))
                        yield return row;
                }

                foreach (var line in statement.Lines.Where(line => line.RatedIn(segments) is { } exact && exact != line.Amount))
                    yield return Difference(statement, PlanOf(line, segments), line, Rounding, $"Rounding of the statement's line: {line.Description}", line.Amount - line.RatedIn(segments)!.Value);
            }
        }
    }

    private static Plan PlanOf(StatementLine line, IReadOnlyList<SegmentUsage> segments) =>
        segments.Single(segment => segment.Segment.Start == line.SegmentStart).Plan;

    // A period that has not begun has no rows: its fee is not owed yet.
    private static IEnumerable<BillingPeriod> PeriodsOf(Subscription subscription, DateTime start, DateTime end, Instant now)
    {
        var from = Instant.FromDateTimeUtc(start);
        for (var period = subscription.PeriodAt(Instant.Max(from, subscription.StartTime));
            period.Start.ToDateTimeUtc() < end && period.Start <= now;
            period = subscription.PeriodAt(period.End))
        {
            if (period.Start >= from)
                yield return period;
        }
    }

    private static async Task<(List<Subscription> Subscriptions, Instant Now)> SubscriptionsAsync(
        NpgsqlTransaction transaction, string tenantId, DateTime end, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(Subscriptions, transaction.Connection, transaction);
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenantId });
        query.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = end });
        var subscriptions = new List<Subscription>();
        var now = Instant.MinValue;
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            now = Instant.FromDateTimeUtc(reader.GetDateTime(0));
            subscriptions.Add(SubscriptionStore.Read(reader, 1));
        }

        return (subscriptions, now);
    }

    private static async IAsyncEnumerable<FocusRow> UsageAsync(
        NpgsqlTransaction transaction, Statement statement, SegmentUsage segment, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var query = Command(Usage, transaction, statement.Subscription, segment.Segment.Start);
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
        var (start, end) = (statement.Period.Start.ToDateTimeUtc(), statement.Period.End.ToDateTimeUtc());
        while (await reader.ReadAsync(cancellationToken))
        {
            var charge = segment.Plan.Charge(reader.GetString(0));
            var hour = reader.GetDateTime(3);
            yield return Row(statement) with
            {
                BilledCost = reader.GetDecimal(5),
                ChargeCategory = "Usage",
                ChargeFrequency = "Usage-Based",
                ChargeDescription = $"{charge.DisplayName}: {reader.GetString(2)}",
                // Periods begin and end within an hour; a charge period lies in its billing period.
                ChargePeriodStart = hour > start ? hour : start,
                ChargePeriodEnd = hour.AddHours(1) < end ? hour.AddHours(1) : end,
                ServiceName = reader.GetString(2),
                PublisherName = reader.GetString(1),
                SkuId = $"{segment.Plan.PlanId}/{charge.ChargeId}",
                LineKind = LineKinds.Usage,
                PricingQuantity = charge.Chargeable(reader.GetInt64(4), 0),
                PricingUnit = UnitOf(charge, statement.Currency),
            };
        }
    }

    private static string UnitOf(PlanCharge charge, string currency) => charge.Measure switch
    {
        ChargeMeasure.ActiveUsers => "Users",
        ChargeMeasure.ActiveAssistants => "Assistants",
        ChargeMeasure.ProviderCost => currency,
        _ => charge.Kinds.All(kind => kind == Tokens.TokenKind.Tool) ? "Calls" : "Tokens",
    };

    // What is bought is a purchase; what a minimum, a maximum, a discount or the cover of a pack makes of it is an adjustment.
    private static FocusRow Unrated(Statement statement, Plan plan, StatementLine line) => line.Kind switch
    {
        StatementLineKind.RecurringFee => Purchase(statement, plan, line, "Recurring", "Months"),
        StatementLineKind.SeatFee => Purchase(statement, plan, line, "Recurring", "Seats"),
        StatementLineKind.Usage => Purchase(statement, plan, line, "Recurring", "Months") with { PricingQuantity = 1 },
        StatementLineKind.BurstPack when line.Amount >= 0 => Purchase(statement, plan, line, "One-Time", "Tokens"),
        _ => Difference(statement, plan, line, LineKinds.Of(line.Kind), line.Description, line.Amount),
    };

    private static FocusRow Purchase(Statement statement, Plan plan, StatementLine line, string frequency, string unit) => Row(statement) with
    {
        BilledCost = line.Amount,
        ChargeCategory = "Purchase",
        ChargeFrequency = frequency,
        ChargeDescription = line.Description,
        SkuId = $"{plan.PlanId}/{line.ChargeId}",
        LineKind = LineKinds.Of(line.Kind),
        PricingQuantity = line.Quantity,
        PricingUnit = unit,
    };

    private static FocusRow Difference(Statement statement, Plan plan, StatementLine line, string kind, string description, decimal amount) => Row(statement) with
    {
        BilledCost = amount,
        ChargeCategory = "Adjustment",
        ChargeFrequency = "One-Time",
        ChargeDescription = description,
        SkuId = $"{plan.PlanId}/{line.ChargeId}",
        LineKind = kind,
    };

    private static FocusRow Credit(Statement statement, ServiceAssessment assessment) => Row(statement) with
    {
        BilledCost = -assessment.Amount,
        ChargeCategory = "Credit",
        ChargeFrequency = "One-Time",
        ChargeDescription = assessment.Describe(),
        SkuId = $"{assessment.Plan.PlanId}/service-level",
        LineKind = LineKinds.ServiceCredit,
    };

    private static FocusRow Row(Statement statement) => new()
    {
        BilledCost = 0,
        BillingAccountId = statement.Subscription.TenantId,
        BillingCurrency = statement.Currency,
        BillingPeriodStart = statement.Period.Start.ToDateTimeUtc(),
        BillingPeriodEnd = statement.Period.End.ToDateTimeUtc(),
        ChargeCategory = "",
        ChargeDescription = "",
        ChargePeriodStart = statement.Period.Start.ToDateTimeUtc(),
        ChargePeriodEnd = statement.Period.End.ToDateTimeUtc(),
        ChargeFrequency = "",
        ServiceName = "Tollgate",
        PublisherName = "Tollgate",
        SkuId = "",
        LineKind = "",
    };

    private static NpgsqlCommand Command(string sql, NpgsqlTransaction transaction, Subscription subscription, Instant segmentStart) =>
        new(sql, transaction.Connection, transaction)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = subscription.SubscriptionId },
                new NpgsqlParameter<DateTime> { TypedValue = segmentStart.ToDateTimeUtc() },
            },
        };
}
