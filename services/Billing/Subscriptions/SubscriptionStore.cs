using NodaTime;
using Npgsql;

namespace Tollgate.Billing.Subscriptions;

/// <summary>The accounts and subscriptions tables.</summary>
internal sealed class SubscriptionStore(NpgsqlDataSource database)
{
    private const string Columns = "subscription_id, tenant_id, plan_id, plan_version, seats, start_time";

    /// <summary>The tenant's subscription and the time by the database's clock.</summary>
    public async Task<(Subscription? Subscription, Instant Now)> FindAsync(string tenantId, CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand(
            $"select clock_timestamp(), {Columns} from (values ($1)) as asked (tenant) left join subscriptions on tenant_id = tenant");
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenantId });
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (await reader.IsDBNullAsync(1, cancellationToken) ? null : Read(reader, 1), ToInstant(reader, 0));
    }

    /// <summary>Takes hold of the tenant's account until the transaction ends; returns its subscription and the time then.</summary>
    public static async Task<(Subscription? Subscription, Instant Now)> LockAsync(
        NpgsqlTransaction transaction, string tenantId, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction)
        {
            BatchCommands =
            {
                Command("insert into accounts (tenant_id) values ($1) on conflict do nothing", tenantId),
                Command("select 1 from accounts where tenant_id = $1 for update", tenantId),
                // After the lock: what is rated before this instant was rated without the subscription, what comes later waits for it.
                Command($"select clock_timestamp(), {Columns} from (values ($1)) as asked (tenant) left join subscriptions on tenant_id = tenant", tenantId),
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (await reader.IsDBNullAsync(1, cancellationToken) ? null : Read(reader, 1), ToInstant(reader, 0));
    }

    public static async Task InsertAsync(NpgsqlTransaction transaction, Subscription subscription, CancellationToken cancellationToken)
    {
        await using var insert = new NpgsqlCommand(
            $"insert into subscriptions ({Columns}) values ($1, $2, $3, $4, $5, $6)", transaction.Connection, transaction);
        insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = subscription.SubscriptionId });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = subscription.TenantId });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = subscription.PlanId });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = subscription.PlanVersion });
        insert.Parameters.Add(new NpgsqlParameter<int> { TypedValue = subscription.Seats });
        insert.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = subscription.StartTime.ToDateTimeUtc() });
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>A row of <see cref="Columns"/>, beginning at a column.</summary>
    public static Subscription Read(NpgsqlDataReader reader, int from) => new(
        reader.GetGuid(from), reader.GetString(from + 1), reader.GetString(from + 2), reader.GetString(from + 3), reader.GetInt32(from + 4),
        ToInstant(reader, from + 5));

    private static Instant ToInstant(NpgsqlDataReader reader, int column) => Instant.FromDateTimeUtc(reader.GetDateTime(column));

    private static NpgsqlBatchCommand Command(string sql, string tenantId) =>
        new(sql) { Parameters = { new NpgsqlParameter<string> { TypedValue = tenantId } } };
}
