using System.Data;
using NodaTime;
using Npgsql;
using Tollgate.Billing.Plans;
using Tollgate.Billing.Subscriptions;

namespace Tollgate.Billing.Statements;

/// <summary>The current period's statement: exact for every usage record rated so far.</summary>
internal sealed class GetStatement(NpgsqlDataSource database, PlanArchive plans)
{
    private const string Subscriptions =
        "select clock_timestamp(), subscription_id, tenant_id, plan_id, plan_version, seats, start_time from subscriptions where tenant_id = $1";

    private const string Charges = "select charge_id, quantity, amount from charge_states where subscription_id = $1 and period_start = $2";

    private const string Period = "select usage_records, cost_nanos from period_states where subscription_id = $1 and period_start = $2";

    /// <summary>The statement, or null when the tenant has no subscription.</summary>
    public async Task<Statement?> ExecuteAsync(string tenantId, CancellationToken cancellationToken)
    {
        // One snapshot: lines, records and cost must speak of the same usage.
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var (subscription, now) = await SubscriptionAsync(transaction, tenantId, cancellationToken);
        if (subscription is null)
            return null;

        var plan = await plans.GetAsync(subscription.PlanId, subscription.PlanVersion, cancellationToken);
        var period = subscription.PeriodAt(now);
        await using var batch = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands = { Command(Charges, subscription, period), Command(Period, subscription, period) },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var charges = new Dictionary<string, ChargeTotal>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
            charges[reader.GetString(0)] = new ChargeTotal(reader.GetInt64(1), reader.GetDecimal(2));

        await reader.NextResultAsync(cancellationToken);
        var any = await reader.ReadAsync(cancellationToken);
        return Statement.Of(subscription, plan, period, charges, any ? reader.GetInt64(0) : 0, any ? reader.GetDecimal(1) : 0);
    }

    private static async Task<(Subscription? Subscription, Instant Now)> SubscriptionAsync(
        NpgsqlTransaction transaction, string tenantId, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(Subscriptions, transaction.Connection, transaction);
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenantId });
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? (SubscriptionStore.Read(reader, 1), Instant.FromDateTimeUtc(reader.GetDateTime(0)))
            : (null, default);
    }

    private static NpgsqlBatchCommand Command(string sql, Subscription subscription, BillingPeriod period) => new(sql)
    {
        Parameters =
        {
            new NpgsqlParameter<Guid> { TypedValue = subscription.SubscriptionId },
            new NpgsqlParameter<DateTime> { TypedValue = period.Start.ToDateTimeUtc() },
        },
    };
}
