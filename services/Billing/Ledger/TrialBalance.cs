using Npgsql;

namespace Tollgate.Billing.Ledger;

/// <summary>Where an account stands.</summary>
internal sealed record AccountBalance(string Account, string Currency, decimal Balance);

/// <summary>The balance of every account, over one tenant or all of them.</summary>
internal sealed class TrialBalance(NpgsqlDataSource database)
{
    private const string Balances =
        """
        select p.account, p.currency, sum(p.amount) from ledger_postings p join ledger_entries e using (entry_id)
        where $1 = '' or e.tenant_id = $1 group by p.account, p.currency order by p.currency, p.account
        """;

    public async Task<IReadOnlyList<AccountBalance>> ExecuteAsync(string tenantId, CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand(Balances);
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenantId });
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
        var balances = new List<AccountBalance>();
        while (await reader.ReadAsync(cancellationToken))
            balances.Add(new(reader.GetString(0), reader.GetString(1), reader.GetDecimal(2)));
        return balances;
    }
}
