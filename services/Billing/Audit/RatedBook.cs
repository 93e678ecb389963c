using System.Runtime.CompilerServices;
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
        group by attempt_id order by attempt_id
        """;

    /// <summary>Its name.</summary>
    public const string Name = "billing.rated";

    public async Task<Book> DigestAsync(DateTime? start, DateTime? end, string tenantId, CancellationToken cancellationToken)
    {
        var digest = new BookDigest();
        var total = new TokenUsage();
        var records = 0L;
        var cost = 0L;
        await foreach (var (attempt, usage, nanos) in ListAsync(start, end, tenantId, cancellationToken))
        {
            digest.Add(attempt, usage.ToCounts(), nanos);
            total += usage;
            cost = checked(cost + nanos);
            records++;
        }

        return new Book
        {
            Name = Name,
            Records = records,
            Usage = total.ToProto(),
            CostNanos = cost,
            Currency = "USD",
            Digest = digest.ToString(),
        };
    }

    /// <summary>The attempts themselves, in the order of their ids.</summary>
    public async IAsyncEnumerable<(Guid AttemptId, TokenUsage Usage, long CostNanos)> ListAsync(
        DateTime? start, DateTime? end, string tenantId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand(Attempts);
        query.Parameters.Add(Time(start));
        query.Parameters.Add(Time(end));
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenantId });
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var usage = new TokenUsage();
            foreach (var kind in TokenKinds.All)
                usage = usage.With(kind, reader.GetInt64(2 + (int)kind));
            yield return (reader.GetGuid(0), usage, reader.GetInt64(1));
        }
    }

    private static NpgsqlParameter Time(DateTime? value) =>
        new() { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = value is { } time ? time : DBNull.Value };
}
