namespace Tollgate.Bench.Ledger;

/// <summary>Inference's attempts: settled, by a replica that is gone.</summary>
internal static class InferenceRows
{
    public static IEnumerable<string> Of(LedgerShape shape) => shape.ByDay().Select(day =>
        $"""
        INSERT INTO attempts (
            attempt_id, state, owner, epoch, operation_id, tenant_id, assistant_id, user_id, api_key_id, environment, operation, provider, model,
            endpoint, payer, origins, held_input, held_output, held_nanos, currency, price_version, start_time, start_by, deadline,
            outcome, response_model, rank, input, cached_input, cache_write_5m, cache_write_1h, output, reasoning, image_input, image_output, audio_input,
            cached_audio_input, audio_output, tool, cost_nanos, end_time)
        SELECT attempt_id, 2, 'bench', 1, operation_id, tenant_id, assistant_id, user_id, 'key-1', 'production', 'chat', 'bench', model,
            'bench', 1, ARRAY[50, 0, 0, input - 50, 0, 0]::bigint[], input + cached_input, 400, 2 * cost_nanos, 'USD', 'bench-1', attempt_time,
            attempt_time + interval '5 seconds', attempt_time + interval '1 minute',
            1, model, 4, input, cached_input, 0, 0, output, 0, 0, 0, 0, 0, 0, 0, cost_nanos, attempt_time + interval '1 second'
        FROM {shape.Sql(day.From, day.To)} ORDER BY n
        """);
}
