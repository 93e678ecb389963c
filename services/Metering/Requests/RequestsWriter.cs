using Npgsql;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Persistence;
using Tollgate.Metering.Usage;

namespace Tollgate.Metering.Requests;

/// <summary>Writes requests and their hourly counts.</summary>
internal static class RequestsWriter
{
    private const string Insert =
        """
        INSERT INTO requests (event_id, operation_id, tenant_id, assistant_id, user_id, model, outcome, reason, attempts, escalated, downgraded,
                              cost_nanos, baseline_cost_nanos, accept_time, end_time)
        SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::integer[],
                             $10::boolean[], $11::boolean[], $12::bigint[], $13::bigint[], $14::timestamptz[], $15::timestamptz[])
            AS n (event_id, operation_id, tenant_id, assistant_id, user_id, model, outcome, reason, attempts, escalated, downgraded,
                  cost_nanos, baseline_cost_nanos, accept_time, end_time)
        ORDER BY event_id ON CONFLICT (event_id) DO NOTHING RETURNING event_id
        """;

    private const string Upsert =
        """
        INSERT INTO request_rollups AS r (tenant_id, hour, assistant_id, user_id, model, reason, answered, cached, refused, failed, escalated,
                                          downgraded, attempts, cost_nanos, baseline_cost_nanos)
        SELECT * FROM unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::bigint[], $9::bigint[],
                             $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[])
            AS n (tenant_id, hour, assistant_id, user_id, model, reason, answered, cached, refused, failed, escalated, downgraded, attempts,
                  cost_nanos, baseline_cost_nanos)
        ORDER BY tenant_id COLLATE "C", hour, assistant_id COLLATE "C", user_id COLLATE "C", model COLLATE "C", reason COLLATE "C"
        ON CONFLICT (tenant_id, hour, assistant_id, user_id, model, reason) DO UPDATE SET
            answered = r.answered + EXCLUDED.answered, cached = r.cached + EXCLUDED.cached, refused = r.refused + EXCLUDED.refused,
            failed = r.failed + EXCLUDED.failed, escalated = r.escalated + EXCLUDED.escalated, downgraded = r.downgraded + EXCLUDED.downgraded,
            attempts = r.attempts + EXCLUDED.attempts, cost_nanos = r.cost_nanos + EXCLUDED.cost_nanos,
            baseline_cost_nanos = r.baseline_cost_nanos + EXCLUDED.baseline_cost_nanos
        """;

    /// <summary>Returns the ids of those that were new.</summary>
    public static async Task<HashSet<Guid>> WriteAsync(
        NpgsqlTransaction transaction, IReadOnlyList<RequestCompleted> facts, IReadOnlyList<QuarantinedFact> quarantined,
        CancellationToken cancellationToken)
    {
        var fresh = await InsertAsync(transaction, facts, cancellationToken);
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        AddCounts(batch, [.. facts.Where(fact => fresh.Contains(fact.EventId))]);
        Quarantine.AddTo(batch, quarantined);
        if (batch.BatchCommands.Count > 0)
            await batch.ExecuteNonQueryAsync(cancellationToken);
        return fresh;
    }

    private static async Task<HashSet<Guid>> InsertAsync(
        NpgsqlTransaction transaction, IReadOnlyList<RequestCompleted> facts, CancellationToken cancellationToken)
    {
        await using var insert = new NpgsqlCommand(Insert, transaction.Connection, transaction);
        insert.Parameters.AddColumn(facts, fact => fact.EventId);
        insert.Parameters.AddColumn(facts, fact => fact.OperationId);
        insert.Parameters.AddColumn(facts, fact => fact.TenantId);
        insert.Parameters.AddColumn(facts, fact => fact.AssistantId);
        insert.Parameters.AddColumn(facts, fact => fact.UserId);
        insert.Parameters.AddColumn(facts, fact => fact.Model);
        insert.Parameters.AddColumn(facts, fact => fact.Outcome);
        insert.Parameters.AddColumn(facts, fact => fact.Reason);
        insert.Parameters.AddColumn(facts, fact => fact.Attempts);
        insert.Parameters.AddColumn(facts, fact => fact.Escalated);
        insert.Parameters.AddColumn(facts, fact => fact.Downgraded);
        insert.Parameters.AddColumn(facts, fact => fact.CostNanos);
        insert.Parameters.AddColumn(facts, fact => fact.BaselineCostNanos);
        insert.Parameters.AddTimes(facts, fact => fact.AcceptTime);
        insert.Parameters.AddTimes(facts, fact => fact.EndTime);
        var fresh = new HashSet<Guid>();
        await using var rows = await insert.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            fresh.Add(rows.GetGuid(0));
        return fresh;
    }

    private static void AddCounts(NpgsqlBatch batch, IReadOnlyList<RequestCompleted> facts)
    {
        if (facts.Count == 0)
            return;
        var groups = facts
            .GroupBy(fact => (fact.TenantId, Hour: HourRange.Floor(fact.AcceptTime), fact.AssistantId, fact.UserId, fact.Model, fact.Reason))
            .ToArray();
        var upsert = new NpgsqlBatchCommand(Upsert);
        upsert.Parameters.AddColumn(groups, group => group.Key.TenantId);
        upsert.Parameters.AddTimes(groups, group => group.Key.Hour);
        upsert.Parameters.AddColumn(groups, group => group.Key.AssistantId);
        upsert.Parameters.AddColumn(groups, group => group.Key.UserId);
        upsert.Parameters.AddColumn(groups, group => group.Key.Model);
        upsert.Parameters.AddColumn(groups, group => group.Key.Reason);
        foreach (var outcome in (ReadOnlySpan<string>)["answered", "cached", "refused", "failed"])
        {
            var counted = outcome;
            upsert.Parameters.AddColumn(groups, group => group.LongCount(fact => fact.Outcome == counted));
        }

        upsert.Parameters.AddColumn(groups, group => group.LongCount(fact => fact.Escalated));
        upsert.Parameters.AddColumn(groups, group => group.LongCount(fact => fact.Downgraded));
        upsert.Parameters.AddColumn(groups, group => group.Sum(fact => (long)fact.Attempts));
        upsert.Parameters.AddColumn(groups, group => group.Sum(fact => fact.CostNanos));
        upsert.Parameters.AddColumn(groups, group => group.Sum(fact => fact.BaselineCostNanos));
        batch.BatchCommands.Add(upsert);
    }
}
