using System.Runtime.CompilerServices;
using Npgsql;
using Tollgate.Inference.Persistence;
using Tollgate.ServiceDefaults.Audit;
using Tollgate.Tokens;
using TokenUsage = Tollgate.Tokens.TokenUsage;

namespace Tollgate.Inference.Audit;

/// <summary>Sums the settled attempts of a span of time.</summary>
internal sealed class DigestAttempts(NpgsqlDataSource database)
{
    private const string Currency = "USD";

    private const string Select = """
        SELECT attempt_id, cost_nanos, input, cached_input, cache_write_5m, cache_write_1h, output, reasoning, image_input,
            image_output, audio_input, cached_audio_input, audio_output, tool
        FROM attempts
        WHERE state = 2 AND ($1::timestamptz IS NULL OR start_time >= $1) AND ($2::timestamptz IS NULL OR start_time < $2)
          AND ($3 = '' OR tenant_id = $3)
        ORDER BY attempt_id
        """;

    private const string Pending = """
        SELECT
            (SELECT count(*) FROM attempts WHERE state = 1),
            (SELECT count(*) FROM attempts WHERE unconfirmed),
            (SELECT count(*) FROM messaging.outbox)
        """;

    public async Task<AttemptBook> HandleAsync(DateTimeOffset? from, DateTimeOffset? to, string tenantId, CancellationToken cancellationToken)
    {
        // What is pending is looked at first: a book at rest then is a book that was complete when it was summed.
        var pending = await PendingAsync(cancellationToken);

        var digest = new BookDigest();
        var (records, usage, cost) = (0L, TokenUsage.Zero, 0L);
        await foreach (var (attempt, row, nanos) in ListAsync(from, to, tenantId, cancellationToken))
        {
            digest.Add(attempt, Contracts.Mapping.UsageMapping.ToCounts(row), nanos);
            (records, usage, cost) = (records + 1, usage + row, checked(cost + nanos));
        }

        return new AttemptBook(records, usage, cost, Currency, digest.ToString(), pending);
    }

    /// <summary>The settled attempts themselves.</summary>
    public async IAsyncEnumerable<(Guid AttemptId, TokenUsage Usage, long CostNanos)> ListAsync(
        DateTimeOffset? from, DateTimeOffset? to, string tenantId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Select);
        command.Parameters.AddValue(from?.UtcDateTime);
        command.Parameters.AddValue(to?.UtcDateTime);
        command.Parameters.AddValue(tenantId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            yield return (reader.GetGuid(0), ReadUsage(reader), reader.GetInt64(1));
    }

    /// <summary>What is still under way.</summary>
    public async Task<Dictionary<string, long>> PendingAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Pending);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new Dictionary<string, long>
        {
            ["open_intents"] = reader.GetInt64(0),
            ["unconfirmed_usage"] = reader.GetInt64(1),
            ["outbox"] = reader.GetInt64(2),
        };
    }

    private static TokenUsage ReadUsage(NpgsqlDataReader reader)
    {
        var usage = TokenUsage.Zero;
        foreach (var kind in TokenKinds.All)
            usage = usage.With(kind, reader.GetInt64(2 + (int)kind));
        return usage;
    }
}

/// <summary>The sums, and what is still under way.</summary>
internal sealed record AttemptBook(
    long Records, TokenUsage Usage, long CostNanos, string Currency, string Digest, IReadOnlyDictionary<string, long> Pending);
