using Google.Protobuf.WellKnownTypes;
using Npgsql;
using Tollgate.Contracts.Audit.V1;
using Tollgate.Tokens;

namespace Tollgate.Billing.Audit;

/// <summary>Names the first rated entries whose lines do not add up to them, in tokens or in money.</summary>
internal sealed class EntryDifferences(NpgsqlDataSource database)
{
    /// <summary>Every kind belongs to exactly one charge, so an entry that was rated has a line for each token, also where it costs nothing.</summary>
    public static string Differ { get; } =
        $"r.amount <> coalesce(l.amount, 0) or (r.reason = '' and {string.Join(" + ", TokenKinds.All.Select(kind => $"r.{kind.Name()}"))} <> coalesce(l.quantity, 0))";

    private static readonly string Query =
        $"""
        select r.tenant_id, r.attempt_time, r.attempt_id, r.revision, r.amount,
            {string.Join(" + ", TokenKinds.All.Select(kind => $"r.{kind.Name()}"))}, coalesce(l.amount, 0), coalesce(l.quantity, 0), coalesce(l.lines, 0)
        from rated_usage r
        left join (
            select attempt_id, revision, sum(amount) as amount, sum(quantity)::bigint as quantity, count(*) as lines
            from rated_lines group by attempt_id, revision) l using (attempt_id, revision)
        where ($1 = '' or r.tenant_id = $1) and ({Differ})
        order by r.attempt_time, r.attempt_id, r.revision limit 10
        """;

    public async Task<IReadOnlyList<Difference>> ReadAsync(string tenantId, CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand(Query);
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenantId });
        var differences = new List<Difference>();
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            differences.Add(new Difference
            {
                Book = "billing.lines",
                TenantId = reader.GetString(0),
                Time = Timestamp.FromDateTime(reader.GetDateTime(1)),
                Row = FormattableString.Invariant($"attempt {reader.GetGuid(2)}, revision {reader.GetInt32(3)}"),
                Expected = FormattableString.Invariant($"{reader.GetInt64(5)} tokens, amount {reader.GetDecimal(4)}"),
                Found = FormattableString.Invariant($"{reader.GetInt64(8)} lines of {reader.GetInt64(7)} tokens, amount {reader.GetDecimal(6)}"),
            });
        }

        return differences;
    }
}
