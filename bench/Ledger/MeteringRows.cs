using System.Globalization;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Persistence;

namespace Tollgate.Bench.Ledger;

/// <summary>
/// Metering's ledger with all that is written with it: holds and their history on a monthly budget of each tenant, rollups, and the feed, all of
/// it published.
/// </summary>
internal static class MeteringRows
{
    private const long Limit = 1_000_000_000_000_000_000;
    private const int ChangesInBatch = 500;

    private static readonly string[] Tables = ["usage_entries", "holds", "hold_history"];

    // Written down in full, so that what is generated has every column that there is.
    private static readonly string Unused = string.Join(", ", UsageAmounts.Columns
        .Except(["input", "cached_input", "output", "origin_system", "origin_user", "cost_nanos"]));

    private static readonly string Zeroes = string.Join(", ", UsageAmounts.Columns
        .Except(["input", "cached_input", "output", "origin_system", "origin_user", "cost_nanos"]).Select(_ => "0"));

    // The months of each tenant's budget.
    private const string Periods =
        "(SELECT b.tenant_id, p.key AS period_key, p.period_start, p.period_end FROM budgets b JOIN budget_periods p ON p.budget_key = b.key) periods";

    /// <summary>What the rest refers to: budgets, and the partitions of the days.</summary>
    public static IEnumerable<string> Prepare(LedgerShape shape) => shape.ByDay()
        .SelectMany(day => Tables, (day, table) => (Partition: new DayPartition(day.Day), Table: table))
        .Select(day => $"CREATE TABLE IF NOT EXISTS {day.Partition.NameIn(day.Table)} PARTITION OF {day.Table} FOR VALUES {BoundsOf(day.Partition, day.Table)}")
        .Prepend(Budgets(shape));

    /// <summary>The entries and their rollups.</summary>
    public static IEnumerable<string> Ledger(LedgerShape shape) => shape.ByDay().SelectMany<(DateOnly Day, long From, long To), string>(day =>
    [
        $"""
        INSERT INTO usage_entries (
            attempt_id, revision, event_id, operation_id, tenant_id, assistant_id, user_id, api_key_id, environment, provider, model, operation,
            outcome, rank, payer, input, cached_input, output, origin_system, origin_user, cost_nanos, {Unused}, currency, price_version,
            period_keys, attempt_time, record_time, kind)
        SELECT attempt_id, 1, md5('event' || n)::uuid, operation_id, tenant_id, assistant_id, user_id, 'key-1', 'production', 'bench', model, 'chat',
            1, 4, 1, input, cached_input, output, 50, input - 50, cost_nanos, {Zeroes}, 'USD', 'bench-1',
            ARRAY[period_key], attempt_time, record_time, 1
        FROM {InPeriods(shape, day.From, day.To)} ORDER BY n
        """,
        $"""
        INSERT INTO usage_rollups (
            tenant_id, hour, assistant_id, user_id, provider, model, payer, attempts, input, cached_input, output, origin_system, origin_user, cost_nanos, {Unused})
        SELECT tenant_id, date_trunc('hour', attempt_time, 'UTC'), assistant_id, user_id, 'bench', model, 1, count(*), sum(input), sum(cached_input),
            sum(output), sum(50), sum(input - 50), sum(cost_nanos), {Zeroes}
        FROM {shape.Sql(day.From, day.To)} GROUP BY 1, 2, 3, 4, model ORDER BY 1, 2, 3, 4, model
        """,
    ]);

    /// <summary>The holds, their history, and the feed.</summary>
    public static IEnumerable<string> HoldsAndFeed(LedgerShape shape) => shape.ByDay().SelectMany<(DateOnly Day, long From, long To), string>(day =>
    [
        $"""
        INSERT INTO holds (attempt_id, status, operation_id, tenant_id, provider, model, cost_nanos, tokens, period_keys, deadline, held_at, ended_at, revision, rank)
        SELECT attempt_id, 2, operation_id, tenant_id, 'bench', model, 2 * cost_nanos, input + 400, ARRAY[period_key], attempt_time + interval '1 minute',
            attempt_time, record_time, 1, 4
        FROM {InPeriods(shape, day.From, day.To)} ORDER BY n
        """,
        History(InPeriods(shape, day.From, day.To)),
        $"""
        INSERT INTO usage_feed_stretches (last_position, length, tenant_id, last_tenant_position, attempt_ids, revisions)
        SELECT {day.From} + (sum(count(*)) OVER (ORDER BY (n - {day.From}) / {ChangesInBatch}, tenant_id))::bigint, count(*), tenant_id, max(sequence),
            array_agg(attempt_id ORDER BY n), array_agg(1 ORDER BY n)
        FROM {shape.Sql(day.From, day.To)} GROUP BY (n - {day.From}) / {ChangesInBatch}, tenant_id
        """,
    ]).Append(
        $"""
        UPDATE usage_feed_marks SET position = {shape.Events.ToString(CultureInfo.InvariantCulture)};
        INSERT INTO usage_feed_tenants (tenant_id, last_position) SELECT tenant_id, max(last_tenant_position) FROM usage_feed_stretches GROUP BY tenant_id
        """);

    private static string InPeriods(LedgerShape shape, long from, long to) =>
        $"{shape.Sql(from, to)} JOIN {Periods} USING (tenant_id) WHERE attempt_time >= period_start AND attempt_time < period_end";

    private static string BoundsOf(DayPartition day, string table) => table == "hold_history" ? day.TimeBounds : day.AttemptBounds;

    private static string Budgets(LedgerShape shape) =>
        $"""
        INSERT INTO budgets (budget_id, tenant_id, scope, scope_id, scope_key, period, time_zone, currency, limit_amount, hard, threshold_percents, threshold_actions)
        SELECT 'month', tenant_id, 1, '', 'tenant:' || tenant_id, 3, 'Etc/UTC', 'USD', {Limit}, true, ARRAY[]::int[], ARRAY[]::int[]
        FROM unnest(ARRAY[{string.Join(", ", shape.Tenants.Select(tenant => $"'{tenant}'"))}]) AS tenant_id;
        INSERT INTO budget_periods (budget_key, period_start, period_end, settled, held, limit_amount)
        SELECT b.key, m AT TIME ZONE 'UTC', (m + interval '1 month') AT TIME ZONE 'UTC', 0, 0, {Limit}
        FROM budgets b CROSS JOIN generate_series(
            date_trunc('month', timestamp '{shape.Start:yyyy-MM-dd}'), timestamp '{shape.End:yyyy-MM-dd}', interval '1 month') AS m
        """;

    // Every event was held at twice its cost and then settled. A batch's counters go on where the batches before it left the period.
    private static string History(string events) =>
        $"""
        WITH batches AS (
            SELECT period_key, sequence / {ChangesInBatch} AS batch, max(attempt_time) AS decided_at, sum(cost_nanos)::bigint AS cost,
                   array_agg(kind ORDER BY n, kind) AS kinds, array_agg(attempt_id ORDER BY n, kind) AS attempt_ids,
                   array_agg(CASE kind WHEN 1 THEN 0 ELSE cost_nanos END ORDER BY n, kind) AS settled_by,
                   array_agg(CASE kind WHEN 1 THEN 2 ELSE -2 END * cost_nanos ORDER BY n, kind) AS held_by, array_agg(0::bigint) AS nothing
            FROM (SELECT period_key, sequence, attempt_time, n, attempt_id, cost_nanos FROM {events}) e
            CROSS JOIN (VALUES (1::smallint), (3::smallint)) AS k (kind) GROUP BY 1, 2),
        numbered AS (
            SELECT b.*, p.sequence + row_number() OVER earlier AS number, p.settled + coalesce(sum(cost / 2) OVER earlier, 0) - cost / 2 AS before
            FROM batches b JOIN budget_periods p ON p.key = b.period_key WINDOW earlier AS (PARTITION BY period_key ORDER BY batch)),
        written AS (
            INSERT INTO hold_history (period_key, sequence, decided_at, hard, settled, held, allowance, kinds, attempt_ids, settled_by, held_by, allowance_by, wanted)
            SELECT period_key, number, decided_at, true, before, 0, {Limit}, kinds, attempt_ids, settled_by, held_by, nothing, nothing FROM numbered)
        UPDATE budget_periods p SET settled = p.settled + n.cost, sequence = p.sequence + n.batches
        FROM (SELECT period_key, sum(cost / 2)::bigint AS cost, count(*) AS batches FROM numbered GROUP BY 1) n WHERE p.key = n.period_key
        """;
}
