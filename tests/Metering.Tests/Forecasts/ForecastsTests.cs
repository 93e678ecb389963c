using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Forecasts;
using Tollgate.Metering.Ledger;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Metering.Tests.Forecasts;

public sealed class ForecastsTests(MeteringDatabase database) : IClassFixture<MeteringDatabase>
{
    private const string Kolkata = "Asia/Kolkata";

    // Yesterday noon: midnight in India was at 18:30 the day before.
    private static readonly DateTimeOffset Noon = new(DateTimeOffset.UtcNow.Date.AddDays(-1).AddHours(12), TimeSpan.Zero);
    private static readonly DateTimeOffset Midnight = Noon.AddHours(-17.5);

    [Fact]
    public async Task What_was_spent_is_the_ledgers_to_the_nano_also_where_days_begin_within_an_hour()
    {
        var tenant = Given.Tenant();
        var corrected = Usage(tenant, Midnight.AddMinutes(10), 1_000, "sales");
        await RecordAsync(
            Usage(tenant, Midnight.AddMinutes(-1), 7, "sales"),
            corrected,
            corrected with { Rank = UsageRank.Provider, CostNanos = 1_003 },
            Usage(tenant, Midnight.AddMinutes(40), 200, "help"),
            Usage(tenant, Noon.AddMinutes(-5), 30_000, "help"),
            Usage(tenant, Midnight.AddHours(2), 900_000, "help") with { Payer = Payer.Platform },
            Usage(Given.Tenant(), Midnight.AddHours(2), 5_000_000, "help"));

        var response = await UsageAsync(tenant, BudgetPeriod.Day, Kolkata);

        Assert.Equal((Midnight, Midnight.AddDays(1)), (response.PeriodStart.ToDateTimeOffset(), response.PeriodEnd.ToDateTimeOffset()));
        Assert.Equal(
            [("", 31_203L, 300L), ("help", 30_200L, 200L), ("sales", 1_003L, 100L)],
            response.Forecasts.Select(used => (used.AssistantId, used.Cost.Spent.Cost.Nanos, used.Tokens.Spent.Tokens)));
    }

    [Fact]
    public async Task A_steady_tenant_is_expected_to_go_on_with_how_good_such_forecasts_were()
    {
        var tenant = Given.Tenant();
        await RecordAsync([.. Enumerable.Range(1, 24 * 20).Select(hour => Usage(tenant, Noon.AddHours(-hour).AddMinutes(1), 1_000_000, "help"))]);

        var response = await UsageAsync(tenant, BudgetPeriod.Day, "Etc/UTC");

        var cost = Assert.Single(response.Forecasts, used => used.AssistantId.Length == 0).Cost;
        Assert.Equal(12_000_000, cost.Spent.Cost.Nanos);
        Assert.Equal([ForecastUntil.ThreePm, ForecastUntil.PeriodEnd], cost.Points.Select(point => point.Until));
        Assert.Equal([15_000_000, 24_000_000], cost.Points.Select(point => point.Median.Cost.Nanos));
        Assert.All(cost.Points, point => Assert.Equal((ForecastBasis.Backtest, 0, "USD"), (point.Basis, point.Accuracy.ErrorBasisPoints, point.Low.Cost.Currency)));
        Assert.Equal(24 * 20, cost.HistoryHours);
    }

    [Fact]
    public async Task Every_kind_of_budget_is_forecast_from_what_counts_for_it()
    {
        var (tenant, user) = (Given.Tenant(), $"u-{Guid.NewGuid():N}");
        var now = DateTimeOffset.UtcNow;
        await MakeAsync(
            Budget(tenant, "tenant", BudgetScope.Tenant, ""), Budget(tenant, "assistant", BudgetScope.Assistant, "help"),
            Budget(tenant, "user", BudgetScope.User, user), Budget(tenant, "key", BudgetScope.Key, "key1"), Budget(tenant, "total", BudgetScope.Tenant, "", BudgetPeriod.Total));
        await RecordAsync([.. Enumerable.Range(0, 48).SelectMany(hour => new[]
        {
            Usage(tenant, now.AddHours(-hour).AddSeconds(-1), 1_000, "help") with { UserId = user },
            Usage(tenant, now.AddHours(-hour).AddSeconds(-1), 500, "sales") with { ApiKeyId = "key2" },
        })]);

        var budgets = (await BudgetsAsync(tenant)).Budgets.ToDictionary(budget => budget.BudgetId);

        // All of it was recorded now, and is charged to the periods of now.
        Assert.Equal(
            [("assistant", 48_000), ("key", 48_000), ("tenant", 72_000), ("total", 72_000), ("user", 48_000)],
            budgets.Values.Select(budget => (budget.BudgetId, budget.Forecast.Spent.Cost.Nanos)));
        foreach (var (id, hourly) in new[] { ("assistant", 1_000), ("key", 1_000), ("tenant", 1_500), ("user", 1_000) })
        {
            var end = Assert.Single(budgets[id].Forecast.Points, point => point.Until == ForecastUntil.PeriodEnd);
            var expected = budgets[id].Forecast.Spent.Cost.Nanos + (hourly * (end.Time.ToDateTimeOffset() - now).TotalHours);
            Assert.InRange(end.Median.Cost.Nanos, expected * 0.98, (expected * 1.02) + hourly);
        }

        Assert.Null(budgets["total"].PeriodEnd);
        Assert.DoesNotContain(budgets["total"].Forecast.Points, point => point.Until == ForecastUntil.PeriodEnd);
        // 172,000 less 72,000, at 1,500 an hour.
        Assert.Equal(now.AddHours(100_000 / 1500d), budgets["total"].Reach.ExpectedTime.ToDateTimeOffset(), TimeSpan.FromMinutes(90));
    }

    [Fact]
    public async Task A_budget_that_is_used_up_says_so_and_one_without_usage_expects_nothing()
    {
        var tenant = Given.Tenant();
        await MakeAsync(Budget(tenant, "full", BudgetScope.Assistant, "help", limit: 100), Budget(tenant, "idle", BudgetScope.Assistant, "nobody"));
        await RecordAsync(Usage(tenant, DateTimeOffset.UtcNow, 100, "help"));

        var budgets = (await BudgetsAsync(tenant)).Budgets;

        Assert.True(budgets[0].Reach.Reached);
        Assert.Null(budgets[1].Reach);
        Assert.All(budgets[1].Forecast.Points, point => Assert.Equal((0, ForecastBasis.RunRate), (point.Median.Cost.Nanos, point.Basis)));
        Assert.Equal("full", Assert.Single((await BudgetsAsync(tenant, "full")).Budgets).BudgetId);
        Assert.Empty((await BudgetsAsync(Given.Tenant())).Budgets);
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused_naming_every_field()
    {
        var error = await Assert.ThrowsAsync<TollgateException>(() => UsageAsync("acme", BudgetPeriod.Total, "Mars/Olympus"));

        Assert.Equal(["period", "time_zone"], error.Fields.Select(field => field.Field));
        Assert.Equal("tenant_id", Assert.Single((await Assert.ThrowsAsync<TollgateException>(() => UsageAsync("", BudgetPeriod.Day, ""))).Fields).Field);
        Assert.Equal("BUDGET_NOT_FOUND", (await Assert.ThrowsAsync<TollgateException>(() => BudgetsAsync("acme", "none"))).Reason);
    }

    private static TokensMetered Usage(string tenant, DateTimeOffset time, long cost, string assistant) =>
        Given.Usage(tenant, cost, Guid.CreateVersion7(time), UsageRank.Counted) with { StartTime = time, EndTime = time, AssistantId = assistant };

    private static Budget Budget(
        string tenant, string id, BudgetScope scope, string scopeId, BudgetPeriod period = BudgetPeriod.Month, long limit = 172_000) => new()
    {
        BudgetId = id,
        TenantId = tenant,
        Scope = scope,
        ScopeId = scopeId,
        Period = period,
        CostLimit = new Money { Currency = "USD", Nanos = limit },
    };

    private Task RecordAsync(params TokensMetered[] facts) => database.Usage().HandleAsync(facts, default);

    private async Task MakeAsync(params Budget[] budgets)
    {
        foreach (var budget in budgets)
            await database.Budgets().CreateAsync(budget, default);
    }

    private Task<ForecastUsageResponse> UsageAsync(string tenant, BudgetPeriod period, string zone) =>
        new ForecastUsage(database.Source, Options.Create(new LedgerOptions()), Options.Create(new ForecastOptions()), new FakeTimeProvider(Noon)).HandleAsync(
            new ForecastUsageRequest { TenantId = tenant, Period = period, TimeZone = zone, ByAssistant = true }, default);

    private Task<ForecastBudgetsResponse> BudgetsAsync(string tenant, string budget = "") =>
        new ForecastBudgets(database.Source, Options.Create(new ForecastOptions())).HandleAsync(
            new ForecastBudgetsRequest { TenantId = tenant, BudgetId = budget }, default);
}
