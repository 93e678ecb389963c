using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Metering.Persistence;
using Tollgate.ServiceDefaults.Messaging;

namespace Tollgate.Metering.Ledger;

/// <summary>
/// Facts that could not be believed, kept whole and counted by the audit. A good fact about the same attempt, known at least as well,
/// releases them.
/// </summary>
internal static class Quarantine
{
    public static QuarantinedFact Of(TokensMetered fact, string reason) =>
        new("usage", fact.EventId, fact.AttemptId, (short)fact.Rank, reason, JsonSerializer.Serialize(fact, MessageJson.Options));

    public static QuarantinedFact Of(RequestCompleted fact, string reason) =>
        new("request", fact.EventId, null, null, reason, JsonSerializer.Serialize(fact, MessageJson.Options));

    public static QuarantinedFact Of(OutcomeRecorded fact, string reason) =>
        new("outcome", fact.EventId, null, null, reason, JsonSerializer.Serialize(fact, MessageJson.Options));

    public static QuarantinedFact Of(ChargeDifferenceFound fact, string reason) =>
        new("charge", fact.EventId, null, null, reason, JsonSerializer.Serialize(fact, MessageJson.Options));

    public static void AddTo(NpgsqlBatch batch, IReadOnlyList<QuarantinedFact> facts)
    {
        if (facts.Count == 0)
            return;
        var insert = new NpgsqlBatchCommand(
            """
            INSERT INTO quarantine (kind, event_id, attempt_id, rank, reason, body)
            SELECT * FROM unnest($1::text[], $2::uuid[], $3::uuid[], $4::smallint[], $5::text[], $6::text[])
            ON CONFLICT (kind, event_id, reason) DO NOTHING
            """);
        insert.Parameters.AddColumn(facts, fact => fact.Kind);
        insert.Parameters.AddColumn(facts, fact => fact.EventId);
        insert.Parameters.Add(Nullable(facts.Select(fact => fact.AttemptId).ToArray(), NpgsqlDbType.Uuid));
        insert.Parameters.Add(Nullable(facts.Select(fact => fact.Rank).ToArray(), NpgsqlDbType.Smallint));
        insert.Parameters.AddColumn(facts, fact => fact.Reason);
        insert.Parameters.AddColumn(facts, fact => fact.Body);
        batch.BatchCommands.Add(insert);
    }

    public static void AddReleases(NpgsqlBatch batch, IReadOnlyList<LedgerEntry> entries)
    {
        if (entries.Count == 0)
            return;
        var release = new NpgsqlBatchCommand(
            """
            UPDATE quarantine q SET released_at = clock_timestamp() FROM unnest($1::uuid[], $2::smallint[]) AS n (attempt_id, rank)
            WHERE q.attempt_id = n.attempt_id AND q.released_at IS NULL AND q.rank <= n.rank
            """);
        release.Parameters.AddColumn(entries, entry => entry.AttemptId);
        release.Parameters.AddColumn(entries, entry => (short)entry.Rank);
        batch.BatchCommands.Add(release);
    }

    private static NpgsqlParameter Nullable(object values, NpgsqlDbType type) =>
        new() { Value = values, NpgsqlDbType = NpgsqlDbType.Array | type };
}

/// <summary>A fact set aside.</summary>
internal sealed record QuarantinedFact(string Kind, Guid EventId, Guid? AttemptId, short? Rank, string Reason, string Body);
