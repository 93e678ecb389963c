using Npgsql;
using Tollgate.ServiceDefaults.Audit;

namespace Tollgate.Billing.Audit;

/// <summary>What all rated usage and all its lines add up to, by charge and by period: what charge and period states must be.</summary>
internal sealed class RatedTotals
{
    private const string LiveCharges =
        """
        select subscription_id, period_start, charge_id, sum(quantity)::bigint as quantity, sum(amount) as amount,
            coalesce(sum(quantity) filter (where adjustment), 0)::bigint as adjustment_quantity,
            coalesce(sum(amount) filter (where adjustment), 0) as adjustment_amount
        from rated_lines where attempt_time >= $1 and attempt_time < $2 group by 1, 2, 3
        """;

    private const string LivePeriods =
        """
        select subscription_id, period_start, count(*) as usage_records, sum(cost_nanos) as cost_nanos, max(sequence) as last_sequence
        from rated_usage where subscription_id is not null and attempt_time >= $1 and attempt_time < $2 group by 1, 2
        """;

    private const string SealedCharges =
        """
        select subscription_id, period_start, charge_id, sum(quantity)::bigint, sum(amount), sum(adjustment_quantity)::bigint, sum(adjustment_amount)
        from sealed_charges where day = any($1) group by 1, 2, 3
        """;

    private const string SealedPeriods =
        """
        select subscription_id, period_start, sum(usage_records)::bigint, sum(cost_nanos), max(last_sequence)
        from sealed_periods where day = any($1) group by 1, 2
        """;

    private const string SealCharges =
        $"""
        insert into sealed_charges (day, subscription_id, period_start, charge_id, quantity, amount, adjustment_quantity, adjustment_amount)
        select $3, c.* from ({LiveCharges}) c
        """;

    private const string SealPeriods =
        $"insert into sealed_periods (day, subscription_id, period_start, usage_records, cost_nanos, last_sequence) select $3, p.* from ({LivePeriods}) p";

    /// <summary>By subscription, period and charge.</summary>
    public Dictionary<(Guid SubscriptionId, DateTime PeriodStart, string ChargeId), ChargeSum> Charges { get; } = [];

    /// <summary>By subscription and period.</summary>
    public Dictionary<(Guid SubscriptionId, DateTime PeriodStart), PeriodSum> Periods { get; } = [];

    public static async Task<RatedTotals> ReadAsync(NpgsqlTransaction transaction, AuditSpans spans, CancellationToken cancellationToken)
    {
        var totals = new RatedTotals();
        await totals.AddAsync(transaction, SealedCharges, SealedPeriods, [new NpgsqlParameter<DateOnly[]> { TypedValue = [.. spans.Sealed] }], cancellationToken);
        foreach (var span in spans.Live)
        {
            await totals.AddAsync(transaction, LiveCharges, LivePeriods, Bounds(span), cancellationToken);
        }

        return totals;
    }

    /// <summary>Writes down a day's.</summary>
    public static async Task SealAsync(NpgsqlTransaction transaction, DateOnly day, CancellationToken cancellationToken)
    {
        foreach (var sql in new[] { SealCharges, SealPeriods })
        {
            await using var seal = new NpgsqlCommand(sql, transaction.Connection, transaction);
            AuditSpan.Of(day).AddTo(seal.Parameters);
            seal.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = day });
            await seal.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private async Task AddAsync(
        NpgsqlTransaction transaction, string charges, string periods, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        foreach (var sql in new[] { charges, periods })
        {
            var command = new NpgsqlBatchCommand(sql);
            foreach (var parameter in parameters)
                command.Parameters.Add(parameter.Clone());
            batch.BatchCommands.Add(command);
        }

        await using var rows = await batch.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            var key = (rows.GetGuid(0), rows.GetDateTime(1), rows.GetString(2));
            Charges[key] = Charges.GetValueOrDefault(key) + new ChargeSum(rows.GetInt64(3), rows.GetDecimal(4), rows.GetInt64(5), rows.GetDecimal(6));
        }

        await rows.NextResultAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            var key = (rows.GetGuid(0), rows.GetDateTime(1));
            Periods[key] = Periods.GetValueOrDefault(key) + new PeriodSum(rows.GetInt64(2), rows.GetDecimal(3), rows.GetInt64(4));
        }
    }

    private static NpgsqlParameter[] Bounds(AuditSpan span) =>
    [
        new NpgsqlParameter<DateTime> { TypedValue = span.Start.UtcDateTime },
        new NpgsqlParameter<DateTime> { TypedValue = span.End.UtcDateTime },
    ];
}

/// <summary>What lines add to a charge.</summary>
internal readonly record struct ChargeSum(long Quantity, decimal Amount, long AdjustmentQuantity, decimal AdjustmentAmount)
{
    public static ChargeSum operator +(ChargeSum left, ChargeSum right) => new(
        checked(left.Quantity + right.Quantity), left.Amount + right.Amount,
        checked(left.AdjustmentQuantity + right.AdjustmentQuantity), left.AdjustmentAmount + right.AdjustmentAmount);
}

/// <summary>What usage adds to a period.</summary>
internal readonly record struct PeriodSum(long Records, decimal CostNanos, long LastSequence)
{
    public static PeriodSum operator +(PeriodSum left, PeriodSum right) => new(
        left.Records + right.Records, left.CostNanos + right.CostNanos, Math.Max(left.LastSequence, right.LastSequence));
}
