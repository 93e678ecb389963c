using Npgsql;
using Tollgate.Metering.Budgets;
using Tollgate.Metering.Persistence;
using Tollgate.Metering.Usage;

namespace Tollgate.Metering.Forecasts;

/// <summary>Reads what a scope used, by hour, exactly as the books have it.</summary>
internal static class UsageHours
{
    private static readonly string Sums = $"sum(cost_nanos)::bigint, sum({TokenSum.Sql})::bigint";

    /// <summary>What each hour of a range used, and each assistant in it; the hour that has no row used nothing.</summary>
    public static async Task<ILookup<string, (DateTimeOffset Hour, Spend Spend)>> ByAssistantAsync(
        NpgsqlTransaction transaction, UsageScope scope, DateTimeOffset start, DateTimeOffset end, CancellationToken cancellationToken)
    {
        await using var query = Query(
            transaction,
            $"SELECT hour, {Sums}, assistant_id FROM usage_rollups WHERE hour >= $1 AND hour < $2 AND {scope.Condition} GROUP BY hour, assistant_id",
            scope, start, end);
        var hours = new List<(string Assistant, DateTimeOffset Hour, Spend Spend)>();
        await using var row = await query.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            hours.Add((row.GetString(3), BudgetRows.ReadTime(row, 0), ReadSpend(row, 1)));
        return hours.ToLookup(hour => hour.Assistant, hour => (hour.Hour, hour.Spend), StringComparer.Ordinal);
    }

    /// <summary>What each hour of a range used; the hour that has no row used nothing.</summary>
    public static async Task<IReadOnlyDictionary<DateTimeOffset, Spend>> ReadAsync(
        NpgsqlTransaction transaction, UsageScope scope, DateTimeOffset start, DateTimeOffset end, CancellationToken cancellationToken)
    {
        // The index of the ledger is by the time of recording, which is never before the attempt's by more than clocks differ.
        var source = scope.IsKey
            ? $"""
              SELECT date_trunc('hour', attempt_time, 'UTC') AS h, {Sums} FROM usage_entries
              WHERE attempt_time >= $1 AND attempt_time < $2 AND record_time >= $1 - interval '1 hour' AND {scope.Condition} GROUP BY h
              """
            : $"SELECT hour, {Sums} FROM usage_rollups WHERE hour >= $1 AND hour < $2 AND {scope.Condition} GROUP BY hour";
        await using var query = Query(transaction, source, scope, start, end);
        var hours = new Dictionary<DateTimeOffset, Spend>();
        await using var row = await query.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            hours[BudgetRows.ReadTime(row, 0)] = ReadSpend(row, 1);
        return hours;
    }

    /// <summary>
    /// What each assistant used in part of an hour, from the ledger: days begin within an hour of UTC where a zone is not whole hours away.
    /// </summary>
    public static async Task<IReadOnlyDictionary<string, Spend>> PartOfHourAsync(
        NpgsqlTransaction transaction, UsageScope scope, DateTimeOffset start, DateTimeOffset end, CancellationToken cancellationToken)
    {
        await using var query = Query(
            transaction,
            $"SELECT assistant_id, {Sums} FROM usage_entries WHERE attempt_time >= $1 AND attempt_time < $2 AND {scope.Condition} GROUP BY assistant_id",
            scope, start, end);
        var parts = new Dictionary<string, Spend>(StringComparer.Ordinal);
        await using var row = await query.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            parts[row.GetString(0)] = ReadSpend(row, 1);
        return parts;
    }

    private static NpgsqlCommand Query(NpgsqlTransaction transaction, string sql, UsageScope scope, DateTimeOffset start, DateTimeOffset end)
    {
        var query = new NpgsqlCommand(sql, transaction.Connection, transaction);
        query.Parameters.AddTime(start);
        query.Parameters.AddTime(end);
        query.Parameters.AddValue(scope.TenantId);
        query.Parameters.AddValue(scope.ScopeId);
        return query;
    }

    private static Spend ReadSpend(NpgsqlDataReader row, int ordinal) => new(row.GetInt64(ordinal), row.GetInt64(ordinal + 1));
}
