using System.Runtime.CompilerServices;
using Npgsql;
using Tollgate.Inference.Persistence;
using Tollgate.ServiceDefaults.Audit;
using Tollgate.ServiceDefaults.Persistence;
using Tollgate.Tokens;

namespace Tollgate.Inference.Audit;

/// <summary>The settled attempts.</summary>
internal sealed class AttemptsBook([FromKeyedServices(DatabaseExtensions.Unhurried)] NpgsqlDataSource database) : ISealableBooks
{
    private const string Select = """
        SELECT attempt_id, tenant_id, cost_nanos, input, cached_input, cache_write_5m, cache_write_1h, output, reasoning, image_input,
            image_output, audio_input, cached_audio_input, audio_output, tool
        FROM attempts
        WHERE state = 2 AND start_time >= $1 AND start_time < $2 AND ($3 = '' OR tenant_id = $3)
        """;

    // Ids begin with their time. What is older in spite of that stays unsealed and is read.
    private const string FirstDay = "SELECT (start_time AT TIME ZONE 'UTC')::date FROM attempts ORDER BY attempt_id LIMIT 1";

    private const int FirstKind = 3;

    /// <summary>Its name.</summary>
    public const string Name = "inference.attempts";

    public async Task<DateOnly?> FirstDayAsync(CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand(FirstDay);
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        return await rows.ReadAsync(cancellationToken) ? await rows.GetFieldValueAsync<DateOnly>(0, cancellationToken) : null;
    }

    /// <summary>There is nothing here that a day's attempts must agree with: that is for other services' books.</summary>
    public async Task<BookSums?> SealAsync(NpgsqlTransaction transaction, DateOnly day, CancellationToken cancellationToken) =>
        await ReadAsync(transaction, AuditSpan.Of(day), "", cancellationToken);

    /// <summary>Sums a span, of one tenant or (empty) all.</summary>
    public static async Task<BookSums> ReadAsync(
        NpgsqlTransaction transaction, AuditSpan span, string tenantId, CancellationToken cancellationToken)
    {
        var sums = new BookSums();
        await using var command = new NpgsqlCommand(Select, transaction.Connection, transaction);
        AddTo(command.Parameters, span, tenantId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            sums[Name, reader.GetString(1)].Add(reader.GetGuid(0), ReadUsage(reader), reader.GetInt64(2));
        return sums;
    }

    /// <summary>The settled attempts themselves, in the order of their ids.</summary>
    public async IAsyncEnumerable<(Guid AttemptId, TokenUsage Usage, long CostNanos)> ListAsync(
        AuditSpan span, string tenantId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"{Select} ORDER BY attempt_id");
        AddTo(command.Parameters, span, tenantId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            yield return (reader.GetGuid(0), ReadUsage(reader), reader.GetInt64(2));
    }

    private static void AddTo(NpgsqlParameterCollection parameters, AuditSpan span, string tenantId)
    {
        span.AddTo(parameters);
        parameters.AddValue(tenantId);
    }

    private static TokenUsage ReadUsage(NpgsqlDataReader reader)
    {
        var usage = TokenUsage.Zero;
        foreach (var kind in TokenKinds.All)
            usage = usage.With(kind, reader.GetInt64(FirstKind + (int)kind));
        return usage;
    }
}
