using Google.Protobuf.WellKnownTypes;
using Npgsql;
using Tollgate.Contracts.Audit.V1;
using Tollgate.ServiceDefaults.Audit;
using Tollgate.Tokens;

namespace Tollgate.Billing.Audit;

/// <summary>Rated entries whose lines do not add up to them, in tokens or in money.</summary>
internal static class EntryDifferences
{
    private const int Named = 10;

    private static readonly string Tokens = string.Join(" + ", TokenKinds.All.Select(kind => $"r.{kind.Name()}"));

    // Every kind belongs to exactly one charge, so an entry that was rated has a line for each token, also where it costs nothing. Lines of
    // charges that count something else belong to the amount alone.
    private static readonly string Differing =
        $"""
        from rated_usage r
        left join (
            select attempt_id, revision, sum(amount) as amount, (sum(quantity) filter (where counts_tokens))::bigint as quantity, count(*) as lines
            from rated_lines where attempt_time >= $1 and attempt_time < $2 group by attempt_id, revision) l using (attempt_id, revision)
        where r.attempt_time >= $1 and r.attempt_time < $2 and ($3 = '' or r.tenant_id = $3)
            and (r.amount <> coalesce(l.amount, 0) or (r.reason = '' and {Tokens} <> coalesce(l.quantity, 0)))
        """;

    private static readonly string Query =
        $"""
        select r.tenant_id, r.attempt_time, r.attempt_id, r.revision, r.amount, {Tokens}, coalesce(l.amount, 0), coalesce(l.quantity, 0), coalesce(l.lines, 0)
        {Differing}
        order by r.attempt_time, r.attempt_id, r.revision limit {Named}
        """;

    public static async Task<long> CountAsync(NpgsqlTransaction transaction, AuditSpan span, string tenantId, CancellationToken cancellationToken)
    {
        await using var query = Command($"select count(*) {Differing}", transaction, span, tenantId);
        return (long)(await query.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>The first of them.</summary>
    public static async Task<IReadOnlyList<Difference>> ReadAsync(
        NpgsqlTransaction transaction, AuditSpan span, string tenantId, CancellationToken cancellationToken)
    {
        await using var query = Command(Query, transaction, span, tenantId);
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

    private static NpgsqlCommand Command(string sql, NpgsqlTransaction transaction, AuditSpan span, string tenantId)
    {
        var command = new NpgsqlCommand(sql, transaction.Connection, transaction);
        span.AddTo(command.Parameters);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenantId });
        return command;
    }
}
