using Npgsql;
using Tollgate.Metering.Persistence;
using Tollgate.Metering.Usage;
using Tollgate.ServiceDefaults.Audit;

namespace Tollgate.Metering.Audit;

/// <summary>What the ledger charges to each budget period.</summary>
internal static class PeriodCharges
{
    private static readonly string OfLive =
        $"""
        SELECT k.key AS period_key, sum(cost_nanos) AS cost_nanos, sum({TokenSum.Sql}) AS tokens
        FROM usage_entries CROSS JOIN unnest(period_keys) AS k (key)
        WHERE attempt_time >= $1 AND attempt_time < $2 GROUP BY k.key
        """;

    private const string OfSealed =
        "SELECT period_key, sum(cost_nanos), sum(tokens) FROM sealed_charges WHERE day = ANY($1) GROUP BY period_key";

    private static readonly string SealQuery = $"INSERT INTO sealed_charges (day, period_key, cost_nanos, tokens) SELECT $3, c.* FROM ({OfLive}) c";

    public static async Task<IReadOnlyDictionary<long, (decimal CostNanos, decimal Tokens)>> ReadAsync(
        NpgsqlTransaction transaction, AuditSpans spans, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        var seals = new NpgsqlBatchCommand(OfSealed);
        seals.Parameters.AddValue(spans.Sealed.ToArray());
        batch.BatchCommands.Add(seals);
        foreach (var span in spans.Live)
        {
            var live = new NpgsqlBatchCommand(OfLive);
            span.AddTo(live.Parameters);
            batch.BatchCommands.Add(live);
        }

        var charges = new Dictionary<long, (decimal CostNanos, decimal Tokens)>();
        await using var rows = await batch.ExecuteReaderAsync(cancellationToken);
        do
        {
            while (await rows.ReadAsync(cancellationToken))
            {
                var before = charges.GetValueOrDefault(rows.GetInt64(0));
                charges[rows.GetInt64(0)] = (before.CostNanos + rows.GetDecimal(1), before.Tokens + rows.GetDecimal(2));
            }
        }
        while (await rows.NextResultAsync(cancellationToken));
        return charges;
    }

    /// <summary>Writes down a day's.</summary>
    public static async Task SealAsync(NpgsqlTransaction transaction, DateOnly day, CancellationToken cancellationToken)
    {
        await using var seal = new NpgsqlCommand(SealQuery, transaction.Connection, transaction);
        AuditSpan.Of(day).AddTo(seal.Parameters);
        seal.Parameters.AddValue(day);
        await seal.ExecuteNonQueryAsync(cancellationToken);
    }
}
