using System.Data;
using System.Runtime.CompilerServices;
using NodaTime;
using Npgsql;
using Tollgate.Billing.Plans;
using Tollgate.Billing.Statements;
using Tollgate.Billing.Subscriptions;

namespace Tollgate.Billing.Exports;

/// <summary>
/// Reads the rows of whole billing periods, from one snapshot and in an order of their own. Usage is exact and unrounded; a statement rounds each of
/// its lines once, and that difference is a row too, so BilledCost adds up to what the tenant is asked for.
/// </summary>
internal sealed class FocusRows(NpgsqlDataSource database, PlanArchive plans)
{
    private const string Subscriptions =
        """
        select clock_timestamp(), subscription_id, tenant_id, plan_id, plan_version, seats, start_time
        from subscriptions where ($1 = '' or tenant_id = $1) and start_time < $2 order by tenant_id collate "C", subscription_id
        """;

    private const string Charges = "select charge_id, quantity, amount from charge_states where subscription_id = $1 and period_start = $2";

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
            var plan = await plans.GetAsync(subscription.PlanId, subscription.PlanVersion, cancellationToken);
            foreach (var period in PeriodsOf(subscription, start, end, now))
            {
                var charges = await ChargesAsync(transaction, subscription, period, cancellationToken);
                var statement = Statement.Of(subscription, plan, period, charges, 0, 0);
                foreach (var line in statement.Lines.Where(line => !charges.ContainsKey(line.ChargeId)))
                    yield return Fee(statement, line);
                await foreach (var row in UsageAsync(transaction, statement, plan, cancellationToken))
                    yield return row;
                foreach (var line in statement.Lines.Where(line => charges.TryGetValue(line.ChargeId, out var exact) && exact.Amount != line.Amount))
                    yield return Rounding(statement, line, line.Amount - charges[line.ChargeId].Amount);
            }
        }
    }

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

    private static async Task<Dictionary<string, ChargeTotal>> ChargesAsync(
        NpgsqlTransaction transaction, Subscription subscription, BillingPeriod period, CancellationToken cancellationToken)
    {
        await using var query = Command(Charges, transaction, subscription, period);
        var charges = new Dictionary<string, ChargeTotal>(StringComparer.Ordinal);
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            charges[reader.GetString(0)] = new ChargeTotal(reader.GetInt64(1), reader.GetDecimal(2));
        return charges;
    }

    private static async IAsyncEnumerable<FocusRow> UsageAsync(
        NpgsqlTransaction transaction, Statement statement, Plan plan, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var query = Command(Usage, transaction, statement.Subscription, statement.Period);
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
        var (start, end) = (statement.Period.Start.ToDateTimeUtc(), statement.Period.End.ToDateTimeUtc());
        while (await reader.ReadAsync(cancellationToken))
        {
            var charge = plan.Charge(reader.GetString(0));
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
                SkuId = $"{statement.Subscription.PlanId}/{charge.ChargeId}",
                PricingQuantity = reader.GetInt64(4),
                PricingUnit = charge.Kinds.All(kind => kind == Tokens.TokenKind.Tool) ? "Calls" : "Tokens",
            };
        }
    }

    private static FocusRow Fee(Statement statement, StatementLine line) => Row(statement) with
    {
        BilledCost = line.Amount,
        ChargeCategory = "Purchase",
        ChargeFrequency = "Recurring",
        ChargeDescription = line.Description,
        SkuId = $"{statement.Subscription.PlanId}/{line.ChargeId}",
        PricingQuantity = line.Quantity,
        PricingUnit = line.ChargeId == "seats" ? "Seats" : "Months",
    };

    private static FocusRow Rounding(Statement statement, StatementLine line, decimal difference) => Row(statement) with
    {
        BilledCost = difference,
        ChargeCategory = "Adjustment",
        ChargeFrequency = "One-Time",
        ChargeDescription = $"Rounding of the statement's line: {line.Description}",
        SkuId = $"{statement.Subscription.PlanId}/{line.ChargeId}",
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
    };

    private static NpgsqlCommand Command(string sql, NpgsqlTransaction transaction, Subscription subscription, BillingPeriod period) =>
        new(sql, transaction.Connection, transaction)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = subscription.SubscriptionId },
                new NpgsqlParameter<DateTime> { TypedValue = period.Start.ToDateTimeUtc() },
            },
        };
}
