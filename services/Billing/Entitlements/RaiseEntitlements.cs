using Npgsql;
using Tollgate.ServiceDefaults.Messaging;

namespace Tollgate.Billing.Entitlements;

/// <summary>
/// Raises the versions of tenants whose plan has become another one by time alone: a change at the period's end, an end, an experiment's next period. The
/// news goes with it. Replicas may do so at the same time: each change is raised once.
/// </summary>
internal sealed class RaiseEntitlements(NpgsqlDataSource database, Outbox outbox)
{
    private const string Due =
        """
        select a.tenant_id from accounts a left join entitlements_versions v using (tenant_id)
        left join lateral (
            select t.plan_id, t.plan_version from subscriptions s join subscription_terms t using (subscription_id)
            where s.tenant_id = a.tenant_id and t.start_time <= clock_timestamp() and (s.end_time is null or s.end_time > clock_timestamp())
            order by t.start_time desc limit 1) p on true
        where (p.plan_id, p.plan_version) is distinct from (v.plan_id, v.plan_version)
        """;

    /// <summary>Returns how many were raised.</summary>
    public async Task<int> ExecuteAsync(CancellationToken cancellationToken)
    {
        var raised = 0;
        foreach (var tenant in await DueAsync(cancellationToken))
            raised += await RaiseAsync(tenant, cancellationToken) ? 1 : 0;
        if (raised > 0)
            outbox.Wake();
        return raised;
    }

    private async Task<bool> RaiseAsync(string tenantId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var raise = new NpgsqlCommand("select raise_entitlements($1)", connection, transaction);
        raise.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenantId });
        if (await raise.ExecuteScalarAsync(cancellationToken) is not long version)
            return false;
        await EntitlementsNews.AddAsync(outbox, transaction, tenantId, version, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private async Task<IReadOnlyList<string>> DueAsync(CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand(Due);
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
        var due = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
            due.Add(reader.GetString(0));
        return due;
    }
}
