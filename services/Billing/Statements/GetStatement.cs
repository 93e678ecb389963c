using System.Data;
using NodaTime;
using Npgsql;
using Tollgate.Billing.Plans;
using Tollgate.Billing.Subscriptions;

namespace Tollgate.Billing.Statements;

/// <summary>A period's statement: exact for every usage record rated so far.</summary>
internal sealed class GetStatement(NpgsqlDataSource database, PlanArchive plans)
{
    // The subscription that held then; before the first and after the last it is that one.
    private const string Subscriptions =
        $"""
        select coalesce($2, clock_timestamp()), {SubscriptionStore.Columns} from subscriptions where tenant_id = $1
        order by start_time <= coalesce($2, clock_timestamp()) desc, case when start_time <= coalesce($2, clock_timestamp()) then start_time end desc, start_time
        limit 1
        """;

    /// <summary>The statement of the period that an instant falls into (null: now), or null when the tenant has no subscription.</summary>
    public async Task<Statement?> ExecuteAsync(string tenantId, Instant? at, CancellationToken cancellationToken)
    {
        // One snapshot: lines, records and cost must speak of the same usage.
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var (subscription, time) = await SubscriptionAsync(transaction, tenantId, at, cancellationToken);
        return subscription is null ? null : await StatementReader.ReadAsync(transaction, subscription, subscription.PeriodAt(time), plans, cancellationToken);
    }

    private static async Task<(Subscription? Subscription, Instant Time)> SubscriptionAsync(
        NpgsqlTransaction transaction, string tenantId, Instant? at, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(Subscriptions, transaction.Connection, transaction);
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenantId });
        query.Parameters.Add(SubscriptionStore.Time(at));
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? (SubscriptionStore.Read(reader, 1), Instant.FromDateTimeUtc(reader.GetDateTime(0)))
            : (null, default);
    }
}
