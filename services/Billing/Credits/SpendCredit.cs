using Npgsql;
using Tollgate.Billing.Persistence;
using Tollgate.Billing.Rating;

namespace Tollgate.Billing.Credits;

/// <summary>Ends the holds of rated attempts and takes what they cost from credit, in the transaction that rates them.</summary>
internal static class SpendCredit
{
    private const string Settle =
        "update credit_holds set state = 2, end_time = clock_timestamp() where attempt_id = any($1) and state = 1";

    private const string Grants =
        $"""
        select {CreditStore.Columns} from credit_grants where tenant_id = any($1)
            and (amount > used + expired or grant_id in (select grant_id from credit_uses where attempt_id = any($2)))
        order by {CreditStore.Order}
        """;

    private const string Earlier = "select attempt_id, grant_id, sum(amount) from credit_uses where attempt_id = any($1) group by attempt_id, grant_id";

    private const string Insert =
        "insert into credit_uses (attempt_id, revision, grant_id, amount) select * from unnest($1::uuid[], $2::int[], $3::uuid[], $4::numeric[])";

    private const string Update =
        """
        update credit_grants set used = used + u.amount from unnest($1::uuid[], $2::numeric[]) as u (grant_id, amount)
        where credit_grants.grant_id = u.grant_id
        """;

    /// <summary>Returns what was taken. The accounts of the entries are locked, and the entries are written.</summary>
    public static async Task<IReadOnlyList<CreditUse>> ExecuteAsync(
        NpgsqlTransaction transaction, IReadOnlyList<RatedEntry> rated, CancellationToken cancellationToken)
    {
        if (rated.Count == 0)
            return [];
        var (grants, earlier) = await ReadAsync(transaction, rated, cancellationToken);
        if (grants.Count == 0)
            return [];
        var uses = CreditSpend.Of(rated, grants, earlier);
        if (uses.Count > 0)
            await SaveAsync(transaction, uses, cancellationToken);
        return uses;
    }

    private static async Task<(List<CreditGrant> Grants, Dictionary<(Guid, Guid), decimal> Earlier)> ReadAsync(
        NpgsqlTransaction transaction, IReadOnlyList<RatedEntry> rated, CancellationToken cancellationToken)
    {
        // A correction that overtakes its first entry must not end the hold: what the attempt costs is not charged yet.
        Guid[] ended = [.. rated.Where(entry => entry.Entry.Revision == 1).Select(entry => entry.Entry.AttemptId)];
        Guid[] corrected = [.. rated.Where(entry => entry.Entry.Revision > 1).Select(entry => entry.Entry.AttemptId)];
        string[] tenants = [.. rated.Where(entry => entry.Amount != 0).Select(entry => entry.Entry.TenantId).Distinct()];
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction)
        {
            BatchCommands =
            {
                new(Settle) { Parameters = { new NpgsqlParameter<Guid[]> { TypedValue = ended } } },
                new(Grants)
                {
                    Parameters = { new NpgsqlParameter<string[]> { TypedValue = tenants }, new NpgsqlParameter<Guid[]> { TypedValue = corrected } },
                },
                new(Earlier) { Parameters = { new NpgsqlParameter<Guid[]> { TypedValue = corrected } } },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var grants = new List<CreditGrant>();
        while (await reader.ReadAsync(cancellationToken))
            grants.Add(CreditStore.Read(reader));
        await reader.NextResultAsync(cancellationToken);
        var earlier = new Dictionary<(Guid, Guid), decimal>();
        while (await reader.ReadAsync(cancellationToken))
            earlier[(reader.GetGuid(0), reader.GetGuid(1))] = reader.GetDecimal(2);
        return (grants, earlier);
    }

    private static async Task SaveAsync(NpgsqlTransaction transaction, IReadOnlyList<CreditUse> uses, CancellationToken cancellationToken)
    {
        var insert = new NpgsqlBatchCommand(Insert);
        insert.Add(uses, use => use.Rated.Entry.AttemptId);
        insert.Add(uses, use => use.Rated.Entry.Revision);
        insert.Add(uses, use => use.Grant.GrantId);
        insert.Add(uses, use => use.Amount);

        var moved = uses.GroupBy(use => use.Grant.GrantId).ToArray();
        var update = new NpgsqlBatchCommand(Update);
        update.Add(moved, grant => grant.Key);
        update.Add(moved, grant => grant.Sum(use => use.Amount));

        await using var batch = new NpgsqlBatch(transaction.Connection, transaction) { BatchCommands = { insert, update } };
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
