using NodaTime;
using Npgsql;
using Tollgate.Billing.Plans;
using Tollgate.Billing.Subscriptions;

namespace Tollgate.Billing.Rating;

/// <summary>What rating a batch must know, read under the locks of its accounts.</summary>
internal static class RatingReads
{
    /// <summary>The subscriptions that tenants have and had, with the last sequence of each.</summary>
    public sealed class Accounts
    {
        private readonly List<(Subscription Subscription, long LastSequence)> subscriptions = [];

        public void Add(Subscription subscription, long lastSequence) => subscriptions.Add((subscription, lastSequence));

        /// <summary>The subscription that an attempt of that time belongs to, or null.</summary>
        public Subscription? Find(string tenantId, Instant attemptTime) =>
            subscriptions.FirstOrDefault(known => known.Subscription.TenantId == tenantId && known.Subscription.Covers(attemptTime)).Subscription;

        public Dictionary<Guid, long> LastSequences() => subscriptions.ToDictionary(known => known.Subscription.SubscriptionId, known => known.LastSequence);
    }

    private const string CreateAccounts =
        "insert into accounts (tenant_id) select tenant_id from unnest($1::text[]) as t (tenant_id) order by tenant_id on conflict do nothing";

    // In the order of their ids, as every other transaction takes them: no deadlocks.
    private const string LockAccounts = "select 1 from accounts where tenant_id = any($1) order by tenant_id for update";

    private const string Subscriptions =
        $"select {SubscriptionStore.Columns}, last_sequence from subscriptions where tenant_id = any($1)";

    private const string AlreadyRated =
        "select attempt_id, revision from rated_usage where (attempt_id, revision) in (select * from unnest($1::uuid[], $2::int[]))";

    private const string States =
        """
        select subscription_id, period_start, charge_id, quantity, amount, adjustment_quantity, adjustment_amount from charge_states
        where (subscription_id, period_start) in (select * from unnest($1::uuid[], $2::timestamptz[]))
        """;

    private const string MembersOf =
        """
        select subscription_id, period_start, measure, member_id from period_members
        where (subscription_id, period_start, measure, member_id) in (select * from unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[]))
        """;

    /// <summary>Locks the accounts of the entries; returns their subscriptions by tenant, and which entries are rated already.</summary>
    public static async Task<(Accounts Accounts, HashSet<(Guid, int)> Rated)> LockAsync(
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
        var accounts = new Accounts();
        while (await reader.ReadAsync(cancellationToken))
            accounts.Add(SubscriptionStore.Read(reader, 0), reader.GetInt64(SubscriptionStore.ColumnCount));

        await reader.NextResultAsync(cancellationToken);
        var rated = new HashSet<(Guid, int)>();
        while (await reader.ReadAsync(cancellationToken))
            rated.Add((reader.GetGuid(0), reader.GetInt32(1)));
        return (accounts, rated);
    }

    /// <summary>Where the charges of these segments stand, and which of these members are counted already.</summary>
    public static async Task<ChargeBook> BookAsync(
        NpgsqlTransaction transaction, IReadOnlyCollection<(Guid SubscriptionId, Instant PeriodStart)> segments, IReadOnlyCollection<MemberKey> members,
        CancellationToken cancellationToken)
    {
        var book = new ChargeBook();
        if (segments.Count == 0)
            return book;

        await using var batch = new NpgsqlBatch(transaction.Connection, transaction) { BatchCommands = { StatesOf(segments), Known(members) } };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            book.Load(
                new ChargeKey(reader.GetGuid(0), ToInstant(reader, 1), reader.GetString(2)),
                new ChargeState(reader.GetInt64(3), reader.GetDecimal(4), reader.GetInt64(5), reader.GetDecimal(6)));
        }

        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            book.Load(new MemberKey(reader.GetGuid(0), ToInstant(reader, 1), PlanNames.Measures[reader.GetString(2)], reader.GetString(3)));
        return book;
    }

    private static NpgsqlBatchCommand StatesOf(IReadOnlyCollection<(Guid SubscriptionId, Instant PeriodStart)> segments) => new(States)
    {
        Parameters =
        {
            new NpgsqlParameter<Guid[]> { TypedValue = [.. segments.Select(segment => segment.SubscriptionId)] },
            new NpgsqlParameter<DateTime[]> { TypedValue = [.. segments.Select(segment => segment.PeriodStart.ToDateTimeUtc())] },
        },
    };

    private static NpgsqlBatchCommand Known(IReadOnlyCollection<MemberKey> members) => new(MembersOf)
    {
        Parameters =
        {
            new NpgsqlParameter<Guid[]> { TypedValue = [.. members.Select(member => member.SubscriptionId)] },
            new NpgsqlParameter<DateTime[]> { TypedValue = [.. members.Select(member => member.PeriodStart.ToDateTimeUtc())] },
            new NpgsqlParameter<string[]> { TypedValue = [.. members.Select(member => PlanNames.Of(PlanNames.Measures, member.Measure))] },
            new NpgsqlParameter<string[]> { TypedValue = [.. members.Select(member => member.MemberId)] },
        },
    };

    private static Instant ToInstant(NpgsqlDataReader reader, int column) => Instant.FromDateTimeUtc(reader.GetDateTime(column));

    private static NpgsqlBatchCommand Command(string sql, string[] tenants) =>
        new(sql) { Parameters = { new NpgsqlParameter<string[]> { TypedValue = tenants } } };
}
