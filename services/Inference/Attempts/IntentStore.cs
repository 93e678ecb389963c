using Npgsql;
using Tollgate.Inference.Persistence;

namespace Tollgate.Inference.Attempts;

/// <summary>Writes intents, a batch in one statement and one commit.</summary>
internal sealed class IntentStore(NpgsqlDataSource database)
{
    // The limits are set by the database's clock, after the caller's own clock began to run: the caller's are never later.
    private const string Insert = """
        INSERT INTO attempts (
            attempt_id, owner, epoch, operation_id, tenant_id, assistant_id, user_id, api_key_id, environment, operation, provider, model,
            endpoint, payer, origins, held_input, held_output, held_nanos, currency, price_version, traceparent, start_time,
            start_by, deadline, sliced)
        SELECT i.attempt_id, i.owner, i.epoch, i.operation_id, i.tenant_id, i.assistant_id, i.user_id, i.api_key_id, i.environment,
            i.operation, i.provider, i.model, i.endpoint, i.payer, i.origins::bigint[], i.held_input, i.held_output, i.held_nanos,
            i.currency, i.price_version, i.traceparent, i.start_time,
            clock_timestamp() + i.start_within, clock_timestamp() + i.end_within, i.sliced
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25) AS i (
            attempt_id, owner, epoch, operation_id, tenant_id, assistant_id, user_id, api_key_id, environment, operation, provider, model,
            endpoint, payer, origins, held_input, held_output, held_nanos, currency, price_version, traceparent, start_time,
            start_within, end_within, sliced)
        """;

    public async Task InsertAsync(IReadOnlyList<AttemptIntent> intents, CancellationToken cancellationToken)
    {
        await using var insert = database.CreateCommand(Insert);
        AddColumns(insert.Parameters, intents);
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Writes intents as a part of the caller's transaction.</summary>
    public async Task InsertAsync(NpgsqlTransaction transaction, IReadOnlyList<AttemptIntent> intents, CancellationToken cancellationToken)
    {
        await using var insert = new NpgsqlCommand(Insert, transaction.Connection, transaction);
        AddColumns(insert.Parameters, intents);
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }

    private static void AddColumns(NpgsqlParameterCollection p, IReadOnlyList<AttemptIntent> intents)
    {
        p.AddColumn(intents, i => i.AttemptId);
        p.AddColumn(intents, i => i.Owner.Owner);
        p.AddColumn(intents, i => i.Owner.Epoch);
        p.AddColumn(intents, i => i.OperationId);
        p.AddColumn(intents, i => i.Caller.TenantId);
        p.AddColumn(intents, i => i.Caller.AssistantId);
        p.AddColumn(intents, i => i.Caller.UserId);
        p.AddColumn(intents, i => i.Caller.ApiKeyId);
        p.AddColumn(intents, i => i.Caller.Environment);
        p.AddColumn(intents, i => i.Operation);
        p.AddColumn(intents, i => i.Provider);
        p.AddColumn(intents, i => i.Model);
        p.AddColumn(intents, i => i.Endpoint);
        p.AddColumn(intents, i => (short)i.Payer);
        p.AddColumn(intents, i => AttemptColumns.ToArrayText(i.Origins));
        p.AddColumn(intents, i => i.WorstCase.InputTokens);
        p.AddColumn(intents, i => i.WorstCase.OutputTokens);
        p.AddColumn(intents, i => i.WorstCase.CostNanos);
        p.AddColumn(intents, i => i.WorstCase.Currency);
        p.AddColumn(intents, i => i.WorstCase.PriceVersion);
        p.AddColumn(intents, i => i.TraceParent);
        p.AddColumn(intents, i => i.StartTime.UtcDateTime);
        p.AddColumn(intents, i => i.StartWithin);
        p.AddColumn(intents, i => i.EndWithin);
        p.AddColumn(intents, i => i.IsSliced);
    }
}
