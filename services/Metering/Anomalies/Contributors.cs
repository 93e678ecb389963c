using Npgsql;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Budgets;
using Tollgate.Metering.Persistence;
using Tollgate.Metering.Tiers;
using Tollgate.Metering.Usage;

namespace Tollgate.Metering.Anomalies;

/// <summary>
/// Who an anomaly's amount came from, by each dimension that the rollups have and, for what calls cost, by the API keys of the ledger. Every
/// dimension is summed over the same rows, so each adds up to the total.
/// </summary>
internal sealed class Contributors(NpgsqlTransaction transaction, Anomaly anomaly, string currency)
{
    private const int Named = 5;

    private static readonly (string Name, string Column)[] Dimensions = [("model", "model"), ("assistant", "assistant_id"), ("user", "user_id")];

    private readonly DateTimeOffset[] hours = [.. anomaly.Hours.Select(hour => hour.Hour.ToDateTimeOffset())];

    private bool IsOfCalls => anomaly.Metric is AnomalyMetric.Cost or AnomalyMetric.Tokens or AnomalyMetric.CostPerRequest;

    private string Part => anomaly.Metric switch
    {
        AnomalyMetric.Cost or AnomalyMetric.CostPerRequest => "cost_nanos",
        AnomalyMetric.Tokens => TokenSum.Sql,
        AnomalyMetric.Requests => "answered + cached + refused + failed",
        AnomalyMetric.ErrorShare => "failed",
        _ => "cached",
    };

    public async Task AddToAsync(GetAnomalyResponse response, CancellationToken cancellationToken)
    {
        foreach (var (name, column) in Dimensions)
            response.Contributors.AddRange(Ranked(name, await FromRollupsAsync(column, cancellationToken)));
        // The rollups stay when entries are archived; a part of the entries would not add up.
        if (IsOfCalls && await ArchivedDays.LastAsync(transaction, hours.Min(), hours.Max().AddHours(1), cancellationToken) is null)
            response.Contributors.AddRange(Ranked("api_key", await FromLedgerAsync(cancellationToken)));
        response.Total = Amount(response.Contributors.Where(part => part.Dimension == Dimensions[0].Name).Sum(part => AmountOf(part.Observed)));
    }

    // The rest is one row, so that what is named and what is not add up.
    private IEnumerable<AnomalyContributor> Ranked(string dimension, IReadOnlyList<Share> shares)
    {
        var ranked = shares.OrderByDescending(share => Math.Abs(share.Observed - (share.Expected ?? 0))).ThenBy(share => share.Value, StringComparer.Ordinal).ToArray();
        foreach (var share in ranked.Take(Named))
            yield return Contributor(share, isRest: false);
        if (ranked[Math.Min(Named, ranked.Length)..] is { Length: > 0 } rest)
        {
            var expected = rest[0].Expected is null ? null : rest.Sum(share => share.Expected);
            yield return Contributor(new Share("", rest.Sum(share => share.Observed), expected), isRest: true);
        }

        AnomalyContributor Contributor(Share share, bool isRest) => new()
        {
            Dimension = dimension,
            Value = share.Value,
            Observed = Amount(share.Observed),
            Expected = share.Expected is { } expected ? Amount((long)Math.Round(expected)) : null,
            Rest = isRest,
        };
    }

    private async Task<IReadOnlyList<Share>> FromRollupsAsync(string column, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(
            $"""
            SELECT {column}, hour, sum({Part})::bigint FROM {(IsOfCalls ? "usage_rollups" : "request_rollups")}
            WHERE tenant_id = $1 AND hour = ANY($2) GROUP BY 1, 2
            """,
            transaction.Connection,
            transaction);
        query.Parameters.AddValue(anomaly.TenantId);
        query.Parameters.AddTimes([.. hours.Concat(anomaly.Hours.SelectMany(Compared)).Distinct()], hour => hour);
        var amounts = new List<(string Value, DateTimeOffset Hour, long Amount)>();
        await using (var row = await query.ExecuteReaderAsync(cancellationToken))
        {
            while (await row.ReadAsync(cancellationToken))
                amounts.Add((row.GetString(0), BudgetRows.ReadTime(row, 1), row.GetInt64(2)));
        }

        return [.. amounts.GroupBy(amount => amount.Value, StringComparer.Ordinal).Select(value =>
        {
            var byHour = value.ToDictionary(amount => amount.Hour, amount => amount.Amount);
            return new Share(
                value.Key,
                hours.Sum(hour => byHour.GetValueOrDefault(hour)),
                anomaly.Hours.Sum(hour => Compared(hour).Average(time => (double)byHour.GetValueOrDefault(time))));
        })];
    }

    private async Task<IReadOnlyList<Share>> FromLedgerAsync(CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(
            $"""
            SELECT api_key_id, sum({Part})::bigint FROM usage_entries
            WHERE tenant_id = $1 AND attempt_time >= $2 AND attempt_time < $3 AND date_trunc('hour', attempt_time, 'UTC') = ANY($4) GROUP BY 1
            """,
            transaction.Connection,
            transaction);
        query.Parameters.AddValue(anomaly.TenantId);
        query.Parameters.AddTime(hours.Min());
        query.Parameters.AddTime(hours.Max().AddHours(1));
        query.Parameters.AddTimes(hours, hour => hour);
        var shares = new List<Share>();
        await using var row = await query.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            shares.Add(new Share(row.GetString(0), row.GetInt64(1), Expected: null));
        return shares;
    }

    private static IEnumerable<DateTimeOffset> Compared(AnomalyHour hour) => hour.ComparedHours.Select(time => time.ToDateTimeOffset());

    private static long AmountOf(AnomalyAmount amount) => amount.UnitCase == AnomalyAmount.UnitOneofCase.Cost ? amount.Cost.Nanos : amount.Count;

    private AnomalyAmount Amount(long amount) => anomaly.Metric.Part(amount, currency);

    private sealed record Share(string Value, long Observed, double? Expected);
}
