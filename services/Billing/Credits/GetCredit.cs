using Npgsql;

namespace Tollgate.Billing.Credits;

/// <summary>What a tenant has left.</summary>
/// <param name="Grants">In the order in which usage takes from them.</param>
/// <param name="Balances">What has not expired, by currency.</param>
/// <param name="OpenHolds">Attempts that have set credit aside.</param>
internal sealed record TenantCredit(IReadOnlyList<CreditGrant> Grants, IReadOnlyDictionary<string, decimal> Balances, long OpenHolds);

/// <summary>Reads a tenant's credit.</summary>
internal sealed class GetCredit(NpgsqlDataSource database)
{
    private const string Grants = $"select {CreditStore.Columns}, clock_timestamp() from credit_grants where tenant_id = $1 order by {CreditStore.Order}";

    private const string Holds = "select count(*) from credit_holds where tenant_id = $1 and state = 1";

    public async Task<TenantCredit> ExecuteAsync(string tenantId, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        foreach (var sql in new[] { Grants, Holds })
            batch.BatchCommands.Add(new NpgsqlBatchCommand(sql) { Parameters = { new NpgsqlParameter<string> { TypedValue = tenantId } } });
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var grants = new List<CreditGrant>();
        var balances = new Dictionary<string, decimal>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            var grant = CreditStore.Read(reader);
            grants.Add(grant);
            var usable = grant.IsUsableAt(NodaTime.Instant.FromDateTimeUtc(reader.GetDateTime(11)));
            balances[grant.Currency] = balances.GetValueOrDefault(grant.Currency) + (usable ? grant.Remaining : 0);
        }

        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(grants, balances, reader.GetInt64(0));
    }
}
