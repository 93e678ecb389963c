using Npgsql;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Inference.Persistence;
using Tollgate.ServiceDefaults.Messaging;

namespace Tollgate.Inference.Attempts;

/// <summary>
/// Writes amounts over intents, a batch in one commit, together with one outbox row that carries all of them. An amount is written when
/// the attempt is open and still ours, or over one that is known less well. Anything else was settled by somebody else and is dropped.
/// </summary>
internal sealed class SettlementStore(NpgsqlDataSource database, Outbox outbox, TimeProvider clock)
{
    private const string Update = """
        UPDATE attempts a SET
            state = 2, unconfirmed = s.unconfirmed, outcome = s.outcome, failure_reason = s.failure_reason, response_model = s.response_model,
            rank = s.rank, input = s.input, cached_input = s.cached_input, cache_write_5m = s.cache_write_5m, cache_write_1h = s.cache_write_1h,
            output = s.output, reasoning = s.reasoning, image_input = s.image_input, image_output = s.image_output,
            audio_input = s.audio_input, cached_audio_input = s.cached_audio_input, audio_output = s.audio_output, tool = s.tool,
            cost_nanos = s.cost_nanos, price_version = s.price_version, end_time = s.end_time
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24) AS s (
            attempt_id, owner, epoch, unconfirmed, outcome, failure_reason, response_model, rank, input, cached_input, cache_write_5m,
            cache_write_1h, output, reasoning, image_input, image_output, audio_input, cached_audio_input, audio_output, tool,
            cost_nanos, price_version, end_time, attempt_order)
        WHERE a.attempt_id = s.attempt_id
          AND ((a.state = 1 AND a.owner = s.owner AND a.epoch = s.epoch) OR (a.state = 2 AND a.rank < s.rank))
        RETURNING s.attempt_order
        """;

    /// <summary>Settles a batch. True for each amount that was written, false for each that was dropped.</summary>
    public async Task<IReadOnlyList<bool>> SettleAsync(IReadOnlyList<Settlement> batch, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var written = await WriteAsync(transaction, batch, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (written.Contains(true))
            outbox.Wake();
        return written;
    }

    /// <summary>Settles a batch as a part of the caller's transaction.</summary>
    public async Task<IReadOnlyList<bool>> WriteAsync(
        NpgsqlTransaction transaction, IReadOnlyList<Settlement> batch, CancellationToken cancellationToken)
    {
        var written = new bool[batch.Count];
        await using (var update = new NpgsqlCommand(Update, transaction.Connection, transaction))
        {
            AddColumns(update.Parameters, batch);
            await using var reader = await update.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                written[reader.GetInt32(0)] = true;
        }

        var events = batch.Where((_, i) => written[i]).Select(UsageEvents.ToEvent).ToArray();
        if (events.Length > 0)
        {
            var message = new UsageBatch { BatchId = Guid.CreateVersion7(clock.GetUtcNow()), Events = events };
            await outbox.AddAsync(transaction, message.BatchId, message, cancellationToken);
        }

        return written;
    }

    private static void AddColumns(NpgsqlParameterCollection p, IReadOnlyList<Settlement> batch)
    {
        p.AddColumn(batch, s => s.Intent.AttemptId);
        p.AddColumn(batch, s => s.Intent.Owner.Owner);
        p.AddColumn(batch, s => s.Intent.Owner.Epoch);
        p.AddColumn(batch, s => s.Result.Unconfirmed);
        p.AddColumn(batch, s => (short)s.Result.Outcome);
        p.AddColumn(batch, s => s.Result.FailureReason);
        p.AddColumn(batch, s => s.Result.ResponseModel);
        p.AddColumn(batch, s => (short)s.Result.Rank);
        p.AddColumn(batch, s => s.Result.Usage.Input);
        p.AddColumn(batch, s => s.Result.Usage.CachedInput);
        p.AddColumn(batch, s => s.Result.Usage.CacheWrite5m);
        p.AddColumn(batch, s => s.Result.Usage.CacheWrite1h);
        p.AddColumn(batch, s => s.Result.Usage.Output);
        p.AddColumn(batch, s => s.Result.Usage.Reasoning);
        p.AddColumn(batch, s => s.Result.Usage.ImageInput);
        p.AddColumn(batch, s => s.Result.Usage.ImageOutput);
        p.AddColumn(batch, s => s.Result.Usage.AudioInput);
        p.AddColumn(batch, s => s.Result.Usage.CachedAudioInput);
        p.AddColumn(batch, s => s.Result.Usage.AudioOutput);
        p.AddColumn(batch, s => s.Result.Usage.Tool);
        p.AddColumn(batch, s => s.CostNanos);
        p.AddColumn(batch, s => s.PriceVersion);
        p.AddColumn(batch, s => s.Result.EndTime.UtcDateTime);
        var order = 0;
        p.AddColumn(batch, _ => order++);
    }
}
