using Npgsql;
using Tollgate.Inference.Attempts;
using Tollgate.Inference.Persistence;

namespace Tollgate.Inference.Reconciliation;

/// <summary>Writes what was found of a bucket, with everything that follows from it, in one transaction, once.</summary>
internal sealed class BucketStore(NpgsqlDataSource database, IntentStore intents, SettlementStore settlements)
{
    private const string Insert = """
        INSERT INTO reconciled_buckets (endpoint, operation, model, minute, reported_calls, reported_input, reported_cached, reported_output,
            known_calls, corrected_calls, unattributed_calls, unattributed_tokens, disagreeing_tokens)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        ON CONFLICT DO NOTHING
        """;

    private const string Advance = """
        INSERT INTO reconciliations AS r (endpoint, operation, done_until) VALUES ($1, $2, $3)
        ON CONFLICT (endpoint, operation) DO UPDATE SET done_until = GREATEST(r.done_until, EXCLUDED.done_until)
        """;

    /// <summary>False when another replica had found the bucket first: then nothing is written.</summary>
    public async Task<bool> WriteAsync(
        string endpoint, string operation, UsageBucket bucket, Reconciled found, IReadOnlyList<Settlement> corrections, Settlement? unattributed,
        CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await InsertAsync(transaction, endpoint, operation, bucket, found, cancellationToken))
            return false;

        await MarkAsync(transaction, bucket, cancellationToken);
        var facts = new List<Settlement>(corrections);
        if (unattributed is not null)
        {
            await intents.InsertAsync(transaction, [unattributed.Intent], cancellationToken);
            facts.Add(unattributed);
        }

        if (facts.Count > 0)
            await settlements.WriteAsync(transaction, facts, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Up to when an endpoint has been reconciled; null when it never was.</summary>
    public async Task<DateTimeOffset?> DoneUntilAsync(string endpoint, string operation, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT done_until FROM reconciliations WHERE endpoint = $1 AND operation = $2");
        command.Parameters.AddValue(endpoint);
        command.Parameters.AddValue(operation);
        return await command.ExecuteScalarAsync(cancellationToken) is DateTime time ? new DateTimeOffset(time, TimeSpan.Zero) : null;
    }

    /// <summary>Notes that an endpoint has been reconciled up to an instant.</summary>
    public async Task AdvanceAsync(string endpoint, string operation, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Advance);
        command.Parameters.AddValue(endpoint);
        command.Parameters.AddValue(operation);
        command.Parameters.AddValue(until.UtcDateTime);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<bool> InsertAsync(
        NpgsqlTransaction transaction, string endpoint, string operation, UsageBucket bucket, Reconciled found, CancellationToken cancellationToken)
    {
        await using var insert = new NpgsqlCommand(Insert, transaction.Connection, transaction);
        insert.Parameters.AddValue(endpoint);
        insert.Parameters.AddValue(operation);
        insert.Parameters.AddValue(bucket.Model);
        insert.Parameters.AddValue(bucket.Minute.UtcDateTime);
        insert.Parameters.AddValue(bucket.ReportedCalls);
        insert.Parameters.AddValue(bucket.Reported.Input);
        insert.Parameters.AddValue(bucket.Reported.Cached);
        insert.Parameters.AddValue(bucket.Reported.Output);
        insert.Parameters.AddValue((long)bucket.Known.Count);
        insert.Parameters.AddValue((long)found.Corrections.Count);
        insert.Parameters.AddValue(found.UnattributedCalls);
        insert.Parameters.AddValue(found.Unattributed.Magnitude);
        insert.Parameters.AddValue(found.Disagreement.Magnitude);
        return await insert.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    private static async Task MarkAsync(NpgsqlTransaction transaction, UsageBucket bucket, CancellationToken cancellationToken)
    {
        var between = bucket.Known.Where(call => call.Minutes.First != call.Minutes.Last).Select(call => call.Id).ToArray();
        if (between.Length == 0)
            return;
        await using var mark = new NpgsqlCommand(
            "UPDATE attempts SET reconciled_minute = $1 WHERE attempt_id = ANY ($2)", transaction.Connection, transaction);
        mark.Parameters.AddValue(bucket.Minute.UtcDateTime);
        mark.Parameters.AddValue(between);
        await mark.ExecuteNonQueryAsync(cancellationToken);
    }
}
