using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Npgsql;
using NpgsqlTypes;

namespace Tollgate.Billing.Subscriptions;

/// <summary>The accounts and subscriptions tables.</summary>
internal sealed class SubscriptionStore(NpgsqlDataSource database)
{
    /// <summary>Columns of <see cref="Read"/>, to be selected from <c>subscriptions</c>.</summary>
    public const string Columns =
        """
        subscription_id, tenant_id, plan_id, plan_version, seats, start_time, trial_end, end_time,
        (select json_agg(json_build_array(to_char(t.start_time at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), t.plan_id, t.plan_version, t.seats, t.reason, t.price_experiment)
            order by t.start_time)::text
            from subscription_terms t where t.subscription_id = subscriptions.subscription_id)
        """;

    /// <summary>How many <see cref="Columns"/> are.</summary>
    public const int ColumnCount = 9;

    // The one that holds now, else the latest there was.
    private static readonly string Current =
        $"""
        select clock_timestamp(), {Columns} from (values ($1)) as asked (tenant) left join subscriptions on tenant_id = tenant
        order by start_time desc limit 1
        """;

    /// <summary>The tenant's latest subscription and the time by the database's clock.</summary>
    public async Task<(Subscription? Subscription, Instant Now)> FindAsync(string tenantId, CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand(Current);
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenantId });
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (await reader.IsDBNullAsync(1, cancellationToken) ? null : Read(reader, 1), ToInstant(reader, 0));
    }

    /// <summary>Takes hold of the tenant's account until the transaction ends; returns its latest subscription and the time then.</summary>
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
                Command(Current, tenantId),
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
            """
            insert into subscriptions (subscription_id, tenant_id, plan_id, plan_version, seats, start_time, trial_end)
            values ($1, $2, $3, $4, $5, $6, $7)
            """,
            transaction.Connection, transaction);
        insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = subscription.SubscriptionId });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = subscription.TenantId });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = subscription.PlanId });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = subscription.PlanVersion });
        insert.Parameters.Add(new NpgsqlParameter<int> { TypedValue = subscription.Seats });
        insert.Parameters.Add(Time(subscription.StartTime));
        insert.Parameters.Add(Time(subscription.TrialEnd));
        await insert.ExecuteNonQueryAsync(cancellationToken);
        await AddTermsAsync(transaction, subscription.SubscriptionId, subscription.Terms[0], cancellationToken);
    }

    /// <summary>Adds terms, in place of any that have not begun by theirs: the last word holds.</summary>
    public static async Task ChangeAsync(NpgsqlTransaction transaction, Guid subscriptionId, SubscriptionTerms terms, CancellationToken cancellationToken)
    {
        await using var replace = new NpgsqlCommand(
            "delete from subscription_terms where subscription_id = $1 and start_time >= $2", transaction.Connection, transaction);
        replace.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = subscriptionId });
        replace.Parameters.Add(Time(terms.Start));
        await replace.ExecuteNonQueryAsync(cancellationToken);
        await AddTermsAsync(transaction, subscriptionId, terms, cancellationToken);

        await using var update = new NpgsqlCommand(
            "update subscriptions set plan_id = $2, plan_version = $3, seats = $4 where subscription_id = $1", transaction.Connection, transaction);
        update.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = subscriptionId });
        update.Parameters.Add(new NpgsqlParameter<string> { TypedValue = terms.PlanId });
        update.Parameters.Add(new NpgsqlParameter<string> { TypedValue = terms.PlanVersion });
        update.Parameters.Add(new NpgsqlParameter<int> { TypedValue = terms.Seats });
        await update.ExecuteNonQueryAsync(cancellationToken);
    }

    public static async Task EndAsync(NpgsqlTransaction transaction, Guid subscriptionId, Instant end, string reason, CancellationToken cancellationToken)
    {
        await using var update = new NpgsqlCommand(
            "update subscriptions set end_time = $2, end_reason = $3 where subscription_id = $1", transaction.Connection, transaction);
        update.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = subscriptionId });
        update.Parameters.Add(Time(end));
        update.Parameters.Add(new NpgsqlParameter<string> { TypedValue = reason });
        await update.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Remembers a request; false when it was made before, which is an error when it asked for something else.</summary>
    public static async Task<bool> BeginRequestAsync(
        NpgsqlTransaction transaction, string tenantId, string requestId, string request, CancellationToken cancellationToken)
    {
        await using var insert = new NpgsqlCommand(
            "insert into subscription_requests (tenant_id, request_id, request) values ($1, $2, $3) on conflict do nothing", transaction.Connection, transaction);
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenantId });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = requestId });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = request });
        if (await insert.ExecuteNonQueryAsync(cancellationToken) == 1)
            return true;

        await using var query = new NpgsqlCommand(
            "select request from subscription_requests where tenant_id = $1 and request_id = $2", transaction.Connection, transaction);
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenantId });
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = requestId });
        return (string?)await query.ExecuteScalarAsync(cancellationToken) == request ? false : throw SubscriptionErrors.RequestIdReused();
    }

    /// <summary>A row of <see cref="Columns"/>, beginning at a column.</summary>
    public static Subscription Read(NpgsqlDataReader reader, int from) => new(
        reader.GetGuid(from), reader.GetString(from + 1), reader.GetString(from + 2), reader.GetString(from + 3), reader.GetInt32(from + 4),
        ToInstant(reader, from + 5))
    {
        TrialEnd = reader.IsDBNull(from + 6) ? null : ToInstant(reader, from + 6),
        EndTime = reader.IsDBNull(from + 7) ? null : ToInstant(reader, from + 7),
        Terms = ReadTerms(reader.GetString(from + 8)),
    };

    private static SubscriptionTerms[] ReadTerms(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray().Select(row => new SubscriptionTerms(
            InstantPattern.ExtendedIso.Parse(row[0].GetString()!).GetValueOrThrow(), row[1].GetString()!, row[2].GetString()!, row[3].GetInt32(), row[4].GetString()!)
        {
            PriceExperiment = row[5].GetString(),
        })];
    }

    private static async Task AddTermsAsync(NpgsqlTransaction transaction, Guid subscriptionId, SubscriptionTerms terms, CancellationToken cancellationToken)
    {
        await using var insert = new NpgsqlCommand(
            "insert into subscription_terms (subscription_id, start_time, plan_id, plan_version, seats, reason, price_experiment) values ($1, $2, $3, $4, $5, $6, $7)",
            transaction.Connection, transaction);
        insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = subscriptionId });
        insert.Parameters.Add(Time(terms.Start));
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = terms.PlanId });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = terms.PlanVersion });
        insert.Parameters.Add(new NpgsqlParameter<int> { TypedValue = terms.Seats });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = terms.Reason });
        insert.Parameters.Add(new NpgsqlParameter { Value = (object?)terms.PriceExperiment ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }

    private static Instant ToInstant(NpgsqlDataReader reader, int column) => Instant.FromDateTimeUtc(reader.GetDateTime(column));

    /// <summary>An instant as a parameter; null is null.</summary>
    public static NpgsqlParameter Time(Instant? value) =>
        new() { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = value is { } time ? time.ToDateTimeUtc() : DBNull.Value };

    private static NpgsqlBatchCommand Command(string sql, string tenantId) =>
        new(sql) { Parameters = { new NpgsqlParameter<string> { TypedValue = tenantId } } };
}
