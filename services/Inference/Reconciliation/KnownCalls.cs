using Npgsql;
using Tollgate.Contracts.Common.V1;
using Tollgate.Inference.Attempts;
using Tollgate.Inference.Persistence;
using Tollgate.Tokens;
using TokenUsage = Tollgate.Tokens.TokenUsage;

namespace Tollgate.Inference.Reconciliation;

/// <summary>Reads what we know of the calls that a report is about.</summary>
internal sealed class KnownCalls(NpgsqlDataSource database)
{
    private const int FirstOwn = AttemptColumns.IntentCount;

    // A call that was counted in the minute before these is not looked at again.
    private const string Select = $"""
        SELECT {AttemptColumns.Intent}, start_by, outcome, failure_reason, response_model, rank, end_time, input, cached_input, cache_write_5m,
            cache_write_1h, output, reasoning, image_input, image_output, audio_input, cached_audio_input, audio_output, tool, reconciled_minute
        FROM attempts
        WHERE state = 2 AND endpoint = $1 AND operation = $2 AND start_time >= $3 AND start_time < $4 AND outcome <> $5
          AND (reconciled_minute IS NULL OR reconciled_minute >= $6)
        ORDER BY attempt_id
        """;

    private const string FirstOpen = "SELECT min(start_time) FROM attempts WHERE state = 1 AND endpoint = $1 AND operation = $2";

    /// <summary>Settled calls that the provider may have received between two instants.</summary>
    public async Task<IReadOnlyList<KnownCall>> ReadAsync(
        string endpoint, string operation, DateTimeOffset from, DateTimeOffset until, TimeSpan skew, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Select);
        command.Parameters.AddValue(endpoint);
        command.Parameters.AddValue(operation);
        command.Parameters.AddValue((from - skew - AttemptsOptions.LongestStart).UtcDateTime);
        command.Parameters.AddValue((until + skew).UtcDateTime);
        command.Parameters.AddValue((short)AttemptOutcome.Unattributed);
        command.Parameters.AddValue(from.UtcDateTime);
        var calls = new List<KnownCall>();
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            var call = Read(rows, skew);
            if (call.Minutes.Last >= from)
                calls.Add(call.Minutes.First < from ? call with { Minutes = (from, call.Minutes.Last) } : call);
        }

        return calls;
    }

    /// <summary>When the oldest call began that has no end yet; null when there is none.</summary>
    public async Task<DateTimeOffset?> FirstOpenAsync(string endpoint, string operation, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(FirstOpen);
        command.Parameters.AddValue(endpoint);
        command.Parameters.AddValue(operation);
        return await command.ExecuteScalarAsync(cancellationToken) is DateTime time ? new DateTimeOffset(time, TimeSpan.Zero) : null;
    }

    private static KnownCall Read(NpgsqlDataReader row, TimeSpan skew)
    {
        var intent = AttemptColumns.ReadIntent(row);
        var counted = FirstOwn + 6 + TokenKinds.All.Count;
        var usage = TokenUsage.Zero;
        foreach (var kind in TokenKinds.All)
            usage = usage.With(kind, row.GetInt64(FirstOwn + 6 + (int)kind));
        return new KnownCall
        {
            Intent = intent,
            Result = new AttemptResult
            {
                Outcome = (AttemptOutcome)row.GetInt16(FirstOwn + 1),
                FailureReason = row.GetString(FirstOwn + 2),
                ResponseModel = row.GetString(FirstOwn + 3),
                Rank = (UsageRank)row.GetInt16(FirstOwn + 4),
                EndTime = row.GetFieldValue<DateTimeOffset>(FirstOwn + 5),
                Usage = usage,
            },
            Minutes = row.IsDBNull(counted)
                ? (Minute.Of(intent.StartTime - skew), Minute.Of(row.GetFieldValue<DateTimeOffset>(FirstOwn) + skew))
                : (row.GetFieldValue<DateTimeOffset>(counted), row.GetFieldValue<DateTimeOffset>(counted)),
        };
    }
}
