using System.Globalization;

namespace Tollgate.Bench.Ledger;

/// <summary>
/// What is generated. Everything about event n follows from n, in SQL (for the rows) and here (for the totals they must come to): tenants take
/// turns in blocks, so each has its n-th event without counting.
/// </summary>
internal sealed class LedgerShape
{
    private const int UsersPerTenant = 20;
    private const int CachedTokens = 128;

    /// <summary>Of each class: model, plan charge prices per million tokens, provider prices in nanos per token (input, cached, output).</summary>
    private static readonly (string Model, long Input, long Cached, long Output)[] Classes =
        [("gpt-4.1-mini-sim", 400, 100, 1600), ("o4-mini-sim", 1100, 275, 4400), ("gpt-4.1-sim", 2000, 500, 8000)];

    // Of five events three are small, one medium, one large.
    private static readonly int[] ClassOfSlot = [0, 0, 0, 1, 2];

    private readonly int[] tenantOfSlot;
    private readonly int[] positionOfSlot;
    private readonly int[] shares;

    public LedgerShape(long events, int days, int tenants, DateTimeOffset end)
    {
        (Events, Days) = (events, days);
        Tenants = [.. Enumerable.Range(1, tenants).Select(i => string.Create(CultureInfo.InvariantCulture, $"tenant-{i:000}"))];
        End = new DateTimeOffset(end.UtcTicks - (end.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
        StepMicroseconds = (long)(TimeSpan.FromDays(days).TotalMicroseconds / events);
        Start = End - TimeSpan.FromMicroseconds(StepMicroseconds * (double)events);

        // The first tenant makes four tenths of the traffic, the second two, the others share the rest.
        var others = Math.Max(tenants - 2, 1);
        tenantOfSlot = [.. Enumerable.Range(0, 10 * others).Select(slot => (slot % 10) switch
        {
            < 4 => 0,
            < 6 => Math.Min(1, tenants - 1),
            _ => tenants <= 2 ? slot % tenants : 2 + ((slot + (slot / 10)) % others),
        })];
        shares = [.. Enumerable.Range(0, tenants).Select(tenant => tenantOfSlot.Count(t => t == tenant))];
        positionOfSlot = [.. tenantOfSlot.Select((tenant, slot) => tenantOfSlot.Take(slot).Count(t => t == tenant))];
    }

    public long Events { get; }

    public int Days { get; }

    public IReadOnlyList<string> Tenants { get; }

    /// <summary>Time of the first event.</summary>
    public DateTimeOffset Start { get; }

    /// <summary>Time after the last.</summary>
    public DateTimeOffset End { get; }

    /// <summary>Between two events.</summary>
    public long StepMicroseconds { get; }

    /// <summary>When the subscriptions began: their first month is over, and the ledger goes on in the second.</summary>
    public DateTimeOffset Subscribed => End.AddDays(-Math.Max(Days, 31) - 1);

    /// <summary>The UTC days that it touches, each with the events of it: from, and up to but without.</summary>
    public IEnumerable<(DateOnly Day, long From, long To)> ByDay()
    {
        for (var day = DateOnly.FromDateTime(Start.UtcDateTime); ; day = day.AddDays(1))
        {
            var (from, to) = (FirstAt(new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero)), FirstAt(new DateTimeOffset(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero)));
            if (from >= Events)
                yield break;
            yield return (day, from, to);
        }
    }

    /// <summary>The first event at or after a time.</summary>
    public long FirstAt(DateTimeOffset time)
    {
        var microseconds = (time - Start).Ticks / TimeSpan.TicksPerMicrosecond;
        return Math.Clamp((microseconds + StepMicroseconds - 1) / StepMicroseconds, 0, Events);
    }

    /// <summary>What each tenant's events from one up to another come to.</summary>
    public TenantTotals[] Totals(long from, long to)
    {
        var totals = new TenantTotals[Tenants.Count];
        for (var n = from; n < to; n++)
        {
            var slot = (int)(n % tenantOfSlot.Length);
            var price = Classes[ClassOfSlot[slot % 5]];
            var (input, cached, output) = (200 + (n * 7919 % 1800), n % 4 == 0 ? CachedTokens : 0, 20 + (n * 104_729 % 380));
            ref var total = ref totals[tenantOfSlot[slot]];
            total = new TenantTotals(
                total.Events + 1, total.Input + input, total.Cached + cached, total.Output + output,
                total.CostNanos + (input * price.Input) + (cached * price.Cached) + (output * price.Output));
        }

        return totals;
    }

    /// <summary>The events from one up to another as a table expression.</summary>
    public string Sql(long from, long to)
    {
        var slots = string.Join(", ", tenantOfSlot.Select((tenant, slot) =>
        {
            var price = Classes[ClassOfSlot[slot % 5]];
            return string.Create(
                CultureInfo.InvariantCulture,
                $"({slot}, '{Tenants[tenant]}', {shares[tenant]}, {positionOfSlot[slot]}, '{price.Model}', {price.Input}, {price.Cached}, {price.Output})");
        }));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            (SELECT e.*, input * input_nanos + cached_input * cached_nanos + output * output_nanos AS cost_nanos,
                    (lpad(to_hex(floor(extract(epoch FROM attempt_time) * 1000)::bigint), 12, '0') || '70008' || lpad(to_hex(n), 15, '0'))::uuid AS attempt_id,
                    (lpad(to_hex(floor(extract(epoch FROM attempt_time) * 1000)::bigint), 12, '0') || '70009' || lpad(to_hex(n), 15, '0'))::uuid AS operation_id,
                    attempt_time AS record_time
             FROM (
                SELECT n, s.tenant_id, n / {tenantOfSlot.Length} * s.share + s.position + 1 AS sequence, s.model, s.input_nanos, s.cached_nanos, s.output_nanos,
                       'assistant-' || n % 3 AS assistant_id, 'user-' || n / {tenantOfSlot.Length} % {UsersPerTenant} AS user_id,
                       200 + n * 7919 % 1800 AS input, CASE WHEN n % 4 = 0 THEN {CachedTokens} ELSE 0 END AS cached_input, 20 + n * 104729 % 380 AS output,
                       timestamptz '{Start:yyyy-MM-dd HH:mm:ss.ffffff}+00' + n * interval '{StepMicroseconds} microseconds' AS attempt_time
                FROM generate_series({from}::bigint, {to - 1}::bigint) AS n
                JOIN (VALUES {slots}) AS s (slot, tenant_id, share, position, model, input_nanos, cached_nanos, output_nanos) ON s.slot = n % {tenantOfSlot.Length}) e
            ) AS events
            """);
    }
}

/// <summary>What events come to.</summary>
internal readonly record struct TenantTotals(long Events, long Input, long Cached, long Output, long CostNanos);
