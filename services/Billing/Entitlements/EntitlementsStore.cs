using Npgsql;

namespace Tollgate.Billing.Entitlements;

/// <summary>What tenants are entitled to, read from their accounts and subscriptions.</summary>
internal sealed class EntitlementsStore(NpgsqlDataSource database)
{
    private const string Select =
        """
        select a.tenant_id, s.plan_id, s.plan_version, a.prepaid, a.status, coalesce(v.version, 0)
        from accounts a left join entitlements_versions v using (tenant_id)
        left join lateral (
            select t.plan_id, t.plan_version from subscriptions join subscription_terms t using (subscription_id)
            where subscriptions.tenant_id = a.tenant_id and t.start_time <= clock_timestamp() and (end_time is null or end_time > clock_timestamp())
            order by t.start_time desc limit 1) s on true
        """;

    /// <summary>Changes after a version, oldest first.</summary>
    public async Task<IReadOnlyList<AccountEntitlements>> ListAsync(long afterVersion, int limit, CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand($"{Select} where v.version > $1 order by v.version limit $2");
        query.Parameters.Add(new NpgsqlParameter<long> { TypedValue = afterVersion });
        query.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
        var found = new List<AccountEntitlements>();
        while (await reader.ReadAsync(cancellationToken))
            found.Add(Read(reader));
        return found;
    }

    /// <summary>Those of one account, which exists.</summary>
    public static async Task<AccountEntitlements> GetAsync(NpgsqlTransaction transaction, string tenantId, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand($"{Select} where a.tenant_id = $1", transaction.Connection, transaction);
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenantId });
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return Read(reader);
    }

    private static AccountEntitlements Read(NpgsqlDataReader row) => new(
        row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2), row.GetBoolean(3),
        AccountStatuses.Parse(row.GetString(4)), row.GetInt64(5));
}
