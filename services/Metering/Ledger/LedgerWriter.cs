using Npgsql;
using Tollgate.Metering.Persistence;

namespace Tollgate.Metering.Ledger;

/// <summary>Adds entries and their rollups to a batch. Both are written by the same statements' transaction, so they cannot part.</summary>
internal static class LedgerWriter
{
    private static readonly string InsertEntries =
        $"""
        INSERT INTO usage_entries (
            attempt_id, revision, event_id, operation_id, tenant_id, assistant_id, user_id, api_key_id, environment, provider, model, operation,
            outcome, rank, payer, currency, price_version, period_keys, attempt_time, kind, corrects, record_time, {UsageAmounts.ColumnList})
        SELECT
            attempt_id, revision, event_id, operation_id, tenant_id, assistant_id, user_id, api_key_id, environment, provider, model, operation,
            outcome, rank, payer, currency, price_version, period_keys::bigint[], attempt_time, kind, corrects, $1, {UsageAmounts.ColumnList}
        FROM unnest(
            $2::uuid[], $3::integer[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[],
            $13::text[], $14::smallint[], $15::smallint[], $16::smallint[], $17::text[], $18::text[], $19::text[], $20::timestamptz[],
            $21::smallint[], $22::integer[], {AmountParameters(23)})
        AS n (
            attempt_id, revision, event_id, operation_id, tenant_id, assistant_id, user_id, api_key_id, environment, provider, model, operation,
            outcome, rank, payer, currency, price_version, period_keys, attempt_time, kind, corrects, {UsageAmounts.ColumnList})
        """;

    // In key order, after the budgets: two batches that touch the same rollups wait in line instead of in a circle.
    private static readonly string UpsertRollups =
        $"""
        INSERT INTO usage_rollups AS r (tenant_id, hour, assistant_id, user_id, provider, model, payer, attempts, {UsageAmounts.ColumnList})
        SELECT * FROM unnest(
            $1::text[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[], $7::smallint[], $8::bigint[], {AmountParameters(9)})
        AS n (tenant_id, hour, assistant_id, user_id, provider, model, payer, attempts, {UsageAmounts.ColumnList})
        ORDER BY tenant_id COLLATE "C", hour, assistant_id COLLATE "C", user_id COLLATE "C", provider COLLATE "C", model COLLATE "C", payer
        ON CONFLICT (tenant_id, hour, assistant_id, user_id, provider, model, payer) DO UPDATE SET
            attempts = r.attempts + EXCLUDED.attempts, {string.Join(", ", UsageAmounts.Columns.Select(c => $"{c} = r.{c} + EXCLUDED.{c}"))}
        """;

    public static void AddTo(NpgsqlBatch batch, IReadOnlyList<LedgerEntry> entries)
    {
        if (entries.Count == 0)
            return;
        batch.BatchCommands.Add(Insert(entries));
        batch.BatchCommands.Add(Upsert([.. entries
            .GroupBy(entry => (entry.Identity.TenantId, entry.Identity.Hour, entry.Identity.AssistantId, entry.Identity.UserId,
                entry.Identity.Provider, entry.Identity.Model, entry.Identity.Payer))
            .Select(group => new Rollup(
                group.First().Identity,
                group.Count(entry => entry.Revision == 1),
                group.Aggregate(UsageAmounts.Zero, (sum, entry) => sum + entry.Amounts)))]));
    }

    private static NpgsqlBatchCommand Insert(IReadOnlyList<LedgerEntry> entries)
    {
        var insert = new NpgsqlBatchCommand(InsertEntries);
        var columns = insert.Parameters;
        columns.AddTime(entries[0].RecordTime);
        columns.AddColumn(entries, entry => entry.AttemptId);
        columns.AddColumn(entries, entry => entry.Revision);
        columns.AddColumn(entries, entry => entry.EventId);
        columns.AddColumn(entries, entry => entry.Identity.OperationId);
        columns.AddColumn(entries, entry => entry.Identity.TenantId);
        columns.AddColumn(entries, entry => entry.Identity.AssistantId);
        columns.AddColumn(entries, entry => entry.Identity.UserId);
        columns.AddColumn(entries, entry => entry.Identity.ApiKeyId);
        columns.AddColumn(entries, entry => entry.Identity.Environment);
        columns.AddColumn(entries, entry => entry.Identity.Provider);
        columns.AddColumn(entries, entry => entry.Identity.Model);
        columns.AddColumn(entries, entry => entry.Identity.Operation);
        columns.AddColumn(entries, entry => (short)entry.Outcome);
        columns.AddColumn(entries, entry => (short)entry.Rank);
        columns.AddColumn(entries, entry => (short)entry.Identity.Payer);
        columns.AddColumn(entries, entry => entry.Currency);
        columns.AddColumn(entries, entry => entry.PriceVersion);
        columns.AddLists(entries, entry => entry.Periods.Select(period => period.Key));
        columns.AddTimes(entries, entry => entry.Identity.AttemptTime);
        columns.AddColumn(entries, entry => (short)entry.Kind);
        columns.AddColumn(entries, entry => entry.Corrects);
        UsageAmounts.AddColumns(columns, entries, entry => entry.Amounts);
        return insert;
    }

    private static NpgsqlBatchCommand Upsert(IReadOnlyList<Rollup> rollups)
    {
        var upsert = new NpgsqlBatchCommand(UpsertRollups);
        var columns = upsert.Parameters;
        columns.AddColumn(rollups, rollup => rollup.Identity.TenantId);
        columns.AddTimes(rollups, rollup => rollup.Identity.Hour);
        columns.AddColumn(rollups, rollup => rollup.Identity.AssistantId);
        columns.AddColumn(rollups, rollup => rollup.Identity.UserId);
        columns.AddColumn(rollups, rollup => rollup.Identity.Provider);
        columns.AddColumn(rollups, rollup => rollup.Identity.Model);
        columns.AddColumn(rollups, rollup => (short)rollup.Identity.Payer);
        columns.AddColumn(rollups, rollup => (long)rollup.Attempts);
        UsageAmounts.AddColumns(columns, rollups, rollup => rollup.Amounts);
        return upsert;
    }

    private static string AmountParameters(int first) =>
        string.Join(", ", Enumerable.Range(first, UsageAmounts.Columns.Count).Select(n => $"${n}::bigint[]"));

    private sealed record Rollup(AttemptIdentity Identity, int Attempts, UsageAmounts Amounts);
}
