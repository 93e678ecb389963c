using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Options;
using Npgsql;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Mapping;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Budgets;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Persistence;
using Tollgate.Metering.Prices;
using Tollgate.Metering.Tiers;
using Tollgate.Metering.Usage;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.Tokens;

namespace Tollgate.Metering.Capacity;

/// <summary>Measures what a tenant's traffic asks of providers, all as of one instant, and scales it to a scenario.</summary>
internal sealed class PlanCapacity(NpgsqlDataSource database, PriceBooks books, IOptions<LedgerOptions> ledger, TimeProvider clock)
{
    private static readonly TimeSpan Most = TimeSpan.FromDays(31);
    private static readonly TimeSpan Usual = TimeSpan.FromDays(7);
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);

    private const string Entries =
        "usage_entries WHERE tenant_id = $1 AND ($2 = '' OR assistant_id = $2) AND attempt_time >= $3 AND attempt_time < $4";

    private static readonly string Tasks =
        $"SELECT count(DISTINCT operation_id), count(DISTINCT nullif(user_id, '')), coalesce(sum({TokenSum.Sql}), 0)::bigint FROM {Entries}";

    // Who ends at the instant another one begins is not there with it.
    private const string Concurrency =
        """
        SELECT moment, under_way::bigint FROM (
            SELECT moment, sum(change) OVER (ORDER BY moment, change) AS under_way FROM (
                SELECT accept_time AS moment, 1 AS change FROM requests
                WHERE tenant_id = $1 AND ($2 = '' OR assistant_id = $2) AND end_time > $3 AND accept_time < $4
                UNION ALL
                SELECT end_time, -1 FROM requests
                WHERE tenant_id = $1 AND ($2 = '' OR assistant_id = $2) AND end_time > $3 AND accept_time < $4) c) u
        WHERE under_way > 0 AND moment < $4 ORDER BY under_way DESC, moment LIMIT 1
        """;

    // A correction belongs to the minute of its attempt, and is no call.
    private static readonly string Models =
        $"""
        SELECT provider, model, sum(calls)::bigint,
            percentile_disc(0.95) WITHIN GROUP (ORDER BY tokens), percentile_disc(0.99) WITHIN GROUP (ORDER BY tokens), max(tokens),
            percentile_disc(0.95) WITHIN GROUP (ORDER BY calls), percentile_disc(0.99) WITHIN GROUP (ORDER BY calls), max(calls), {UsageAmounts.SumList}
        FROM (
            SELECT provider, model, date_trunc('minute', attempt_time), sum({TokenSum.Sql})::bigint AS tokens,
                count(*) FILTER (WHERE revision = 1) AS calls, {UsageAmounts.SumList}
            FROM {Entries} GROUP BY 1, 2, 3) m
        GROUP BY 1, 2 ORDER BY 1, 2
        """;

    public async Task<PlanCapacityResponse> HandleAsync(PlanCapacityRequest request, CancellationToken cancellationToken)
    {
        var (start, end) = Check(request);
        var scenario = Scenario.Of(request);
        var book = (await books.FindAsync(await books.NewestAsync(cancellationToken), cancellationToken))!;
        var response = new PlanCapacityResponse { StartTime = Timestamp.FromDateTimeOffset(start), EndTime = Timestamp.FromDateTimeOffset(end) };

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await ArchivedDays.BeginSnapshotAsync(connection, cancellationToken);
        await ArchivedDays.ThrowIfAnyAsync(transaction, start, end, cancellationToken);
        await ReadAsync(Tasks, row =>
        {
            (response.Tasks, response.Users, response.Tokens) = (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2));
            response.TokensPerTask = response.Tasks == 0 ? 0 : response.Tokens / response.Tasks;
            response.TasksPerUserHundredths = response.Users == 0 ? 0 : 100 * response.Tasks / response.Users;
        });
        await ReadAsync(Concurrency, row =>
        {
            (response.PeakTime, response.PeakConcurrency) = (Timestamp.FromDateTimeOffset(BudgetRows.ReadTime(row, 0)), row.GetInt64(1));
            response.ScenarioPeakConcurrency = scenario.Scale(response.PeakConcurrency);
        });
        await ReadAsync(Models, row => response.Models.Add(ToModel(row, book, scenario, end, Month / (end - start))));
        return response;

        async Task ReadAsync(string sql, Action<NpgsqlDataReader> read)
        {
            await using var query = new NpgsqlCommand(sql, connection, transaction);
            query.Parameters.AddValue(request.TenantId);
            query.Parameters.AddValue(request.AssistantId);
            query.Parameters.AddTime(start);
            query.Parameters.AddTime(end);
            await using var row = await query.ExecuteReaderAsync(cancellationToken);
            while (await row.ReadAsync(cancellationToken))
                read(row);
        }
    }

    private (DateTimeOffset Start, DateTimeOffset End) Check(PlanCapacityRequest request)
    {
        TenantRules.Require(request.TenantId);
        var (from, to) = HourRange.Read(request.StartTime, request.EndTime);
        var end = to ?? clock.GetUtcNow();
        var start = from ?? end - Usual;
        var rules = new Validation();
        rules.Require(start < end && end - start <= Most, "end_time", "must be after start_time, by at most 31 days");
        rules.Require(request.UsersPercent is >= 0 and <= 100_000, "users_percent", "must be 1 to 100,000, or 0 for 100");
        rules.Require(request.GrowthPercent is >= -99 and <= 10_000, "growth_percent", "must be -99 to 10,000");
        rules.ThrowIfInvalid();
        return (start, end);
    }

    private ModelCapacity ToModel(NpgsqlDataReader row, PriceBook book, Scenario scenario, DateTimeOffset at, double months)
    {
        var (provider, name, amounts) = (row.GetString(0), row.GetString(1), UsageAmounts.Read(row, 9));
        var usage = amounts.ToCounts().ToUsage();
        var (tokens, attempts) = (Rate(row, 3), Rate(row, 6));
        return new ModelCapacity
        {
            Provider = provider,
            Model = name,
            Attempts = row.GetInt64(2),
            Usage = usage.ToProto(),
            TokensPerMinute = tokens,
            AttemptsPerMinute = attempts,
            ScenarioTokensPerMinute = scenario.Scale(tokens),
            ScenarioAttemptsPerMinute = scenario.Scale(attempts),
            Cost = new Money { Currency = ledger.Value.Currency, Nanos = amounts.CostNanos },
            ScenarioMonthStandard = MonthAt(ServiceTier.Standard),
            ScenarioMonthBatch = MonthAt(ServiceTier.Batch),
        };

        // Where the price is one for all lengths, that of a sum is the sum of the prices.
        Money? MonthAt(ServiceTier tier) =>
            book.Find(provider, name, at, tier) is { LongContext: null } entry && Cost.TryOf(usage, entry, out var cost) is PricingError.None
                ? new Money { Currency = cost.Currency, Nanos = (long)Math.Min(long.MaxValue, Math.Round(cost.Nanos * scenario.Factor * (decimal)months)) }
                : null;
    }

    private static MinuteRate Rate(NpgsqlDataReader row, int ordinal) =>
        new() { P95 = row.GetInt64(ordinal), P99 = row.GetInt64(ordinal + 1), Peak = row.GetInt64(ordinal + 2) };
}
