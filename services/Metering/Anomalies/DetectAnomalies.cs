using Microsoft.Extensions.Options;
using Npgsql;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Persistence;
using Tollgate.Metering.Usage;

namespace Tollgate.Metering.Anomalies;

/// <summary>
/// Looks at the hours of a tenant that are over, in one transaction under the lock of the tenant's mark: anomalies, their notices and how far was
/// looked are written together. Two replicas take different tenants; one that dies has done nothing, and looking again changes nothing.
/// </summary>
internal sealed class DetectAnomalies(
    NpgsqlDataSource database, IOptions<LedgerOptions> ledger, IOptions<AnomalyOptions> options, TimeProvider clock, ILogger<DetectAnomalies> logger)
{
    private const decimal NanosPerUnit = 1_000_000_000;

    private const string Enlist =
        """
        INSERT INTO anomaly_marks (tenant_id)
        SELECT tenant_id FROM usage_rollups WHERE hour >= $1 UNION SELECT tenant_id FROM request_rollups WHERE hour >= $1
        ON CONFLICT (tenant_id) DO NOTHING
        """;

    private const string Take =
        """
        SELECT tenant_id, greatest(checked_until, $2) FROM anomaly_marks WHERE checked_until < $1
        ORDER BY checked_until, tenant_id LIMIT 1 FOR UPDATE SKIP LOCKED
        """;

    private const string Mark = "UPDATE anomaly_marks SET checked_until = $2 WHERE tenant_id = $1";

    /// <summary>The end of the last hour that can be judged.</summary>
    public DateTimeOffset Until => HourRange.Floor(clock.GetUtcNow() - options.Value.Grace);

    /// <summary>Puts tenants on the list that were seen lately.</summary>
    public async Task EnlistAsync(CancellationToken cancellationToken)
    {
        await using var insert = database.CreateCommand(Enlist);
        insert.Parameters.AddTime(Until.AddHours(-options.Value.RevisitHours));
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Looks at the tenant that was not looked at for longest.</summary>
    /// <returns>False when none is due.</returns>
    public Task<bool> HandleAsync(CancellationToken cancellationToken) => Transactions.RunAsync(
        database,
        async transaction =>
        {
            var until = Until;
            if (await TakeAsync(transaction, until, cancellationToken) is not { } due)
                return false;
            var known = await AnomalyStore.ReadKnownAsync(transaction, due.TenantId, OldestLate(until), cancellationToken);
            var since = Earliest(known.SelectMany(anomaly => anomaly.Hours.Keys).Append(due.Since)).AddDays(-7 * options.Value.Weeks).AddHours(-1);
            var facts = await AnomalyStore.ReadFactsAsync(transaction, due.TenantId, since, until, cancellationToken);
            Review(due.TenantId, known, facts, due.Since, until);
            await WriteAsync(transaction, due.TenantId, known, until, cancellationToken);
            return true;
        },
        cancellationToken);

    private static DateTimeOffset Earliest(IEnumerable<DateTimeOffset> times) => times.Min();

    // Usage that is older is not believed any more, so what was seen then stays.
    private DateTimeOffset OldestLate(DateTimeOffset until) => until - ledger.Value.MaxAge;

    private void Review(
        string tenantId, List<AnomalyState> known, IReadOnlyDictionary<DateTimeOffset, HourFacts> facts, DateTimeOffset since, DateTimeOffset until)
    {
        var judge = new JudgeHour(
            facts, facts.Keys.DefaultIfEmpty(until).Min(), options.Value, (long)Math.Min(long.MaxValue, options.Value.MinCost * NanosPerUnit));
        var hours = new List<DateTimeOffset>();
        for (var hour = since; hour < until; hour = hour.AddHours(1))
            hours.Add(hour);
        new ReviewHours(tenantId, judge, options.Value.QuietPeriod).Review(known, hours);
    }

    // From where nobody has looked yet, or those hours again that late usage may have changed.
    private async Task<(string TenantId, DateTimeOffset Since)?> TakeAsync(
        NpgsqlTransaction transaction, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var take = new NpgsqlCommand(Take, transaction.Connection, transaction);
        take.Parameters.AddTime(until);
        take.Parameters.AddTime(OldestLate(until));
        await using var row = await take.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken))
            return null;
        var (looked, again) = (Budgets.BudgetRows.ReadTime(row, 1), until.AddHours(-options.Value.RevisitHours));
        return (row.GetString(0), looked > OldestLate(until) && looked < again ? looked : again);
    }

    private async Task WriteAsync(
        NpgsqlTransaction transaction, string tenantId, List<AnomalyState> known, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        foreach (var anomaly in known.Where(anomaly => anomaly.IsChanged))
        {
            AnomalyStore.AddTo(batch, tenantId, anomaly, now);
            if (anomaly.IsNew)
                AnomaliesLog.Found(logger, anomaly.Id, tenantId, anomaly.Metric, anomaly.Above ? "more" : "less");
            else if (anomaly.Hours.Count == 0)
                AnomaliesLog.Withdrawn(logger, anomaly.Id, tenantId, anomaly.Metric);
        }

        var mark = new NpgsqlBatchCommand(Mark);
        mark.Parameters.AddValue(tenantId);
        mark.Parameters.AddTime(until);
        batch.BatchCommands.Add(mark);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
