using Npgsql;
using NpgsqlTypes;
using Tollgate.Contracts.Audit.V1;
using Tollgate.Contracts.Mapping;
using Tollgate.ServiceDefaults.Audit;
using Tollgate.Tokens;

namespace Tollgate.Billing.Audit;

/// <summary>The book of rated usage: every attempt with the sum of its revisions, whether it was charged or rated at zero.</summary>
internal sealed class RatedBook(NpgsqlDataSource database)
{
    private static readonly string Attempts =
        $"""
        select attempt_id, sum(cost_nanos)::bigint, {string.Join(", ", TokenKinds.All.Select(kind => $"sum({kind.Name()})::bigint"))}
        from rated_usage
        where ($1::timestamptz is null or attempt_time >= $1) and ($2::timestamptz is null or attempt_time < $2) and ($3 = '' or tenant_id = $3)
        group by attempt_id
        """;

    public async Task<Book> DigestAsync(DateTime? start, DateTime? end, string tenantId, CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand(Attempts);
        query.Parameters.Add(Time(start));
        query.Parameters.Add(Time(end));
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenantId });
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);

        var digest = new BookDigest();
        var total = new TokenUsage();
        var records = 0L;
        var cost = 0L;
        while (await reader.ReadAsync(cancellationToken))
        {
            var usage = new TokenUsage();
            foreach (var kind in TokenKinds.All)
                usage = usage.With(kind, reader.GetInt64(2 + (int)kind));
            digest.Add(reader.GetGuid(0), usage.ToCounts(), reader.GetInt64(1));
            total += usage;
            cost = checked(cost + reader.GetInt64(1));
            records++;
        }

        return new Book
        {
            Name = "billing.rated",
            Records = records,
            Usage = total.ToProto(),
            CostNanos = cost,
            Currency = "USD",
            Digest = digest.ToString(),
        };
    }

    private static NpgsqlParameter Time(DateTime? value) =>
        new() { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = value is { } time ? time : DBNull.Value };
}
