using System.Globalization;

namespace Tollgate.Bench.Ledger;

/// <summary>Billing's rated usage, under a plan with one price for each kind, so that a line's amount is its quantity times that.</summary>
internal static class BillingRows
{
    private const int RatedTogether = 256;

    private const string Plan =
        """
        {
          "plan_id": "flat", "version": "1", "display_name": "Flat", "currency": "USD", "recurring_fee": "49.00", "seat_fee": "0.00", "features": [],
          "model_classes": [{"class": "all", "models": ["*"]}],
          "charges": [
            {"charge_id": "input", "display_name": "Input", "token_kinds": ["input", "cache_write_5m", "cache_write_1h", "image_input"],
             "model_classes": ["all"], "included_tokens": 0, "tiers": [{"up_to_tokens": 0, "price_per_million": "0.60"}]},
            {"charge_id": "cached-input", "display_name": "Cached input", "token_kinds": ["cached_input"],
             "model_classes": ["all"], "included_tokens": 0, "tiers": [{"up_to_tokens": 0, "price_per_million": "0.15"}]},
            {"charge_id": "output", "display_name": "Output", "token_kinds": ["output", "reasoning"],
             "model_classes": ["all"], "included_tokens": 0, "tiers": [{"up_to_tokens": 0, "price_per_million": "2.40"}]},
            {"charge_id": "rest", "display_name": "Everything else", "token_kinds": ["image_output", "audio_input", "cached_audio_input", "audio_output", "tool"],
             "model_classes": [], "included_tokens": 0, "tiers": [{"up_to_tokens": 0, "price_per_million": "50.00"}]}
          ]
        }
        """;

    /// <summary>The charges by id: price of one token, and how much of it a tenant used.</summary>
    public static IReadOnlyList<(string ChargeId, decimal Price, Func<TenantTotals, long> Quantity)> Charges { get; } =
    [
        ("input", 0.0000006m, totals => totals.Input),
        ("cached-input", 0.00000015m, totals => totals.Cached),
        ("output", 0.0000024m, totals => totals.Output),
    ];

    /// <summary>The plan and a subscription of each tenant.</summary>
    public static string Subscriptions(LedgerShape shape) =>
        $"""
        INSERT INTO plan_versions (plan_id, version, document, file_time) VALUES ('flat', '1', '{Plan}', '{Time(shape.Subscribed)}');
        INSERT INTO accounts (tenant_id) SELECT unnest(ARRAY[{Names(shape)}]);
        INSERT INTO subscriptions (subscription_id, tenant_id, plan_id, plan_version, seats, start_time)
        SELECT md5(tenant_id)::uuid, tenant_id, 'flat', '1', 1, '{Time(shape.Subscribed)}' FROM unnest(ARRAY[{Names(shape)}]) AS tenant_id;
        INSERT INTO subscription_terms (subscription_id, start_time, plan_id, plan_version, seats, reason)
        SELECT subscription_id, start_time, plan_id, plan_version, seats, 'CREATED' FROM subscriptions WHERE plan_id = 'flat'
        """;

    /// <summary>The usage of the first period, which ends at a time, and of the second.</summary>
    public static IEnumerable<string> Of(LedgerShape shape, DateTimeOffset periodEnd)
    {
        var period = $"CASE WHEN attempt_time < '{Time(periodEnd)}' THEN timestamptz '{Time(shape.Subscribed)}' ELSE timestamptz '{Time(periodEnd)}' END";
        foreach (var (_, from, to) in shape.ByDay())
        {
            var events = shape.Sql(from, to);
            yield return
                $"""
                INSERT INTO rated_usage (
                    attempt_id, revision, tenant_id, provider, model, reason, subscription_id, sequence, period_start, amount, input, cached_input, cache_write_5m,
                    cache_write_1h, output, reasoning, image_input, image_output, audio_input, cached_audio_input, audio_output, tool, cost_nanos, currency,
                    attempt_time, record_time, rate_time, assistant_id, user_id)
                SELECT attempt_id, 1, tenant_id, 'bench', model, '', md5(tenant_id)::uuid, sequence, {period}, {Amount("input", "cached_input", "output")}, input, cached_input, 0,
                    0, output, 0, 0, 0, 0, 0, 0, 0, cost_nanos, 'USD',
                    attempt_time, record_time, record_time, assistant_id, user_id
                FROM {events} ORDER BY n
                """;
            yield return
                $"""
                INSERT INTO rated_lines (attempt_id, revision, charge_id, subscription_id, period_start, quantity, amount, attempt_time, counts_tokens)
                SELECT attempt_id, 1, charge_id, md5(tenant_id)::uuid, {period}, quantity, quantity * price, attempt_time, true
                FROM {events} CROSS JOIN LATERAL (VALUES {string.Join(", ", Charges.Select(charge => $"('{charge.ChargeId}', {charge.ChargeId.Replace('-', '_')}, {Number(charge.Price)})"))})
                    AS line (charge_id, quantity, price)
                WHERE quantity > 0 ORDER BY n
                """;
            yield return
                $"""
                WITH accruals AS (
                    SELECT 'usage/' || md5(tenant_id)::uuid || '/' || min(sequence) AS key, tenant_id, {period} AS period_start, min(sequence) AS first, max(sequence) AS last,
                           sum({Amount("input", "cached_input", "output")}) AS amount, max(record_time) AS booked
                    FROM {events} GROUP BY tenant_id, period_start, sequence / {RatedTogether}),
                entries AS (
                    INSERT INTO ledger_entries (entry_id, entry_key, tenant_id, source, source_id, subscription_id, period_start, first_sequence, last_sequence, book_time)
                    SELECT md5(key)::uuid, key, tenant_id, 'usage', md5(tenant_id)::uuid, md5(tenant_id)::uuid, period_start, first, last, booked FROM accruals)
                INSERT INTO ledger_postings (entry_id, line, account, currency, amount)
                SELECT md5(key)::uuid, line, account, 'USD', sign * amount
                FROM accruals CROSS JOIN (VALUES (1, 'unbilled', 1), (2, 'overage', -1)) AS posting (line, account, sign)
                """;
        }

        var boundary = shape.FirstAt(periodEnd);
        foreach (var (start, totals) in new[] { (shape.Subscribed, shape.Totals(0, boundary)), (periodEnd, shape.Totals(boundary, shape.Events)) })
        {
            for (var i = 0; i < shape.Tenants.Count; i++)
            {
                if (totals[i].Events > 0)
                    yield return States(shape.Tenants[i], start, totals[i]);
            }
        }

        yield return
            """
            UPDATE subscriptions s SET last_sequence = p.records
            FROM (SELECT subscription_id, sum(usage_records) AS records FROM period_states GROUP BY 1) p WHERE p.subscription_id = s.subscription_id
            """;
    }

    private static string States(string tenant, DateTimeOffset start, TenantTotals totals) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        INSERT INTO period_states (subscription_id, period_start, usage_records, cost_nanos) VALUES (md5('{tenant}')::uuid, '{Time(start)}', {totals.Events}, {totals.CostNanos});
        INSERT INTO charge_states (subscription_id, period_start, charge_id, quantity, amount)
        VALUES {string.Join(", ", Charges.Where(charge => charge.Quantity(totals) > 0).Select(charge =>
            $"(md5('{tenant}')::uuid, '{Time(start)}', '{charge.ChargeId}', {charge.Quantity(totals)}, {Number(charge.Quantity(totals) * charge.Price)})"))}
        """);

    private static string Amount(params string[] columns) =>
        string.Join(" + ", Charges.Zip(columns, (charge, column) => $"{column} * {Number(charge.Price)}"));

    private static string Names(LedgerShape shape) => string.Join(", ", shape.Tenants.Select(tenant => $"'{tenant}'"));

    private static string Number(decimal value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff'+00'", CultureInfo.InvariantCulture);
}
