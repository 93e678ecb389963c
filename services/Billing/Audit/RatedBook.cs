using System.Runtime.CompilerServices;
using Npgsql;
using Tollgate.ServiceDefaults.Audit;
using Tollgate.ServiceDefaults.Persistence;
using Tollgate.Tokens;

namespace Tollgate.Billing.Audit;

/// <summary>The book of rated usage: every attempt with the sum of its revisions, whether it was charged or rated at zero.</summary>
internal sealed class RatedBook([FromKeyedServices(DatabaseExtensions.Unhurried)] NpgsqlDataSource database) : ISealableBooks
{
    private static readonly string Attempts =
        $"""
        select attempt_id, tenant_id, sum(cost_nanos)::bigint, {string.Join(", ", TokenKinds.All.Select(kind => $"sum({kind.Name()})::bigint"))}
        from rated_usage
        where attempt_time >= $1 and attempt_time < $2 and ($3 = '' or tenant_id = $3)
        group by attempt_id, tenant_id
        """;

    // Ids begin with their time. What is older in spite of that stays unsealed and is read.
    private const string FirstDay = "select (attempt_time at time zone 'UTC')::date from rated_usage order by attempt_id, revision limit 1";

    private const int FirstKind = 3;

    /// <summary>Its name.</summary>
    public const string Name = "billing.rated";

    public async Task<DateOnly?> FirstDayAsync(CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand(FirstDay);
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        return await rows.ReadAsync(cancellationToken) ? await rows.GetFieldValueAsync<DateOnly>(0, cancellationToken) : null;
    }

    /// <summary>A day agrees when its lines are those of its usage, entry by entry.</summary>
    public async Task<BookSums?> SealAsync(NpgsqlTransaction transaction, DateOnly day, CancellationToken cancellationToken)
    {
        var span = AuditSpan.Of(day);
        if (await EntryDifferences.CountAsync(transaction, span, "", cancellationToken) > 0)
            return null;
        await RatedTotals.SealAsync(transaction, day, cancellationToken);
        return await ReadAsync(transaction, span, "", cancellationToken);
    }

    /// <summary>Sums a span, of one tenant or (empty) all.</summary>
    public static async Task<BookSums> ReadAsync(NpgsqlTransaction transaction, AuditSpan span, string tenantId, CancellationToken cancellationToken)
    {
        var sums = new BookSums();
        await using var query = new NpgsqlCommand(Attempts, transaction.Connection, transaction);
        AddTo(query.Parameters, span, tenantId);
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            sums[Name, reader.GetString(1)].Add(reader.GetGuid(0), ReadUsage(reader), reader.GetInt64(2));
        return sums;
    }

    /// <summary>The attempts themselves, in the order of their ids.</summary>
    public async IAsyncEnumerable<(Guid AttemptId, TokenUsage Usage, long CostNanos)> ListAsync(
        AuditSpan span, string tenantId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand($"{Attempts} order by attempt_id");
        AddTo(query.Parameters, span, tenantId);
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            yield return (reader.GetGuid(0), ReadUsage(reader), reader.GetInt64(2));
    }

    private static void AddTo(NpgsqlParameterCollection parameters, AuditSpan span, string tenantId)
    {
        span.AddTo(parameters);
        parameters.Add(new NpgsqlParameter<string> { TypedValue = tenantId });
    }

    private static TokenUsage ReadUsage(NpgsqlDataReader reader)
    {
        var usage = new TokenUsage();
        foreach (var kind in TokenKinds.All)
            usage = usage.With(kind, reader.GetInt64(FirstKind + (int)kind));
        return usage;
    }
}
