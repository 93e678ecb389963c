using NodaTime;
using Npgsql;
using Tollgate.Billing.Subscriptions;

namespace Tollgate.Billing.Rating;

/// <summary>What rating a batch must know, read under the locks of its accounts.</summary>
internal static class RatingReads
{
    /// <summary>A tenant's subscription and its last sequence.</summary>
    public sealed record Account(Subscription Subscription, long LastSequence);

    private const string CreateAccounts =
        "insert into accounts (tenant_id) select tenant_id from unnest($1::text[]) as t (tenant_id) order by tenant_id on conflict do nothing";

    // In the order of their ids, as every other transaction takes them: no deadlocks.
    private const string LockAccounts = "select 1 from accounts where tenant_id = any($1) order by tenant_id for update";

    private const string Subscriptions =
        "select subscription_id, tenant_id, plan_id, plan_version, seats, start_time, last_sequence from subscriptions where tenant_id = any($1)";

    private const string AlreadyRated =
        "select attempt_id, revision from rated_usage where (attempt_id, revision) in (select * from unnest($1::uuid[], $2::int[]))";

    private const string States =
        """
        select subscription_id, period_start, charge_id, quantity, amount from charge_states
        where (subscription_id, period_start) in (select * from unnest($1::uuid[], $2::timestamptz[]))
        """;

    /// <summary>Locks the accounts of the entries; returns their subscriptions by tenant, and which entries are rated already.</summary>
    public static async Task<(Dictionary<string, Account> Accounts, HashSet<(Guid, int)> Rated)> LockAsync(
        NpgsqlTransaction transaction, IReadOnlyList<UsageEntry> entries, CancellationToken cancellationToken)
    {
        string[] tenants = [.. entries.Select(entry => entry.TenantId).Distinct()];
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction)
        {
            BatchCommands =
            {
                Command(CreateAccounts, tenants),
                Command(LockAccounts, tenants),
                Command(Subscriptions, tenants),
                new NpgsqlBatchCommand(AlreadyRated)
                {
                    Parameters =
                    {
                        new NpgsqlParameter<Guid[]> { TypedValue = [.. entries.Select(entry => entry.AttemptId)] },
                        new NpgsqlParameter<int[]> { TypedValue = [.. entries.Select(entry => entry.Revision)] },
                    },
                },
            },
        };

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var accounts = new Dictionary<string, Account>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
            accounts[reader.GetString(1)] = new(SubscriptionStore.Read(reader, 0), reader.GetInt64(6));

        await reader.NextResultAsync(cancellationToken);
        var rated = new HashSet<(Guid, int)>();
        while (await reader.ReadAsync(cancellationToken))
            rated.Add((reader.GetGuid(0), reader.GetInt32(1)));
        return (accounts, rated);
    }

    /// <summary>Where the charges of these periods stand.</summary>
    public static async Task<ChargeBook> BookAsync(
        NpgsqlTransaction transaction, IReadOnlyCollection<(Guid SubscriptionId, Instant PeriodStart)> periods, CancellationToken cancellationToken)
    {
        var book = new ChargeBook();
        if (periods.Count == 0)
            return book;

        await using var command = new NpgsqlCommand(States, transaction.Connection, transaction);
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. periods.Select(period => period.SubscriptionId)] });
        command.Parameters.Add(new NpgsqlParameter<DateTime[]> { TypedValue = [.. periods.Select(period => period.PeriodStart.ToDateTimeUtc())] });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            book.Load(
                new ChargeKey(reader.GetGuid(0), Instant.FromDateTimeUtc(reader.GetDateTime(1)), reader.GetString(2)),
                new ChargeState(reader.GetInt64(3), reader.GetDecimal(4)));
        }

        return book;
    }

    private static NpgsqlBatchCommand Command(string sql, string[] tenants) =>
        new(sql) { Parameters = { new NpgsqlParameter<string[]> { TypedValue = tenants } } };
}
