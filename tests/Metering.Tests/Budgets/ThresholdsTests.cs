using Microsoft.Extensions.Logging.Abstractions;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Budgets;

namespace Tollgate.Metering.Tests.Budgets;

public sealed class ThresholdsTests(MeteringDatabase database) : IClassFixture<MeteringDatabase>
{
    [Fact]
    public async Task What_may_still_be_given_back_turns_nobody_away()
    {
        var tenant = Given.Tenant();
        await CreateAsync(tenant, 1000, (50, BudgetAction.CapOutput), (60, BudgetAction.CacheOnly), (70, BudgetAction.BatchOnly), (80, BudgetAction.Block));
        await using var holds = database.Holds();
        var place = Given.Place(tenant, 1000);

        await holds.HandleAsync([place], default);
        Assert.Equal([(50, BudgetAction.CapOutput)], await InForceAsync(tenant));

        await database.Usage().HandleAsync([Given.Usage(tenant, 750, place.AttemptId)], default);
        Assert.Equal([(50, BudgetAction.CapOutput), (60, BudgetAction.CacheOnly), (70, BudgetAction.BatchOnly)], await InForceAsync(tenant));
    }

    [Fact]
    public async Task A_notice_asks_nobody_to_act()
    {
        var tenant = Given.Tenant();
        await CreateAsync(tenant, 100, (50, BudgetAction.Notify));
        await database.Usage().HandleAsync([Given.Usage(tenant, 60)], default);

        Assert.Empty(await InForceAsync(tenant));
        Assert.Single(await NoticesAsync(tenant));
    }

    [Fact]
    public async Task An_adjustment_ends_what_is_not_reached_any_more_and_it_can_be_crossed_again()
    {
        var tenant = Given.Tenant();
        await CreateAsync(tenant, 100, (50, BudgetAction.CheaperModel), (90, BudgetAction.Block));
        await database.Usage().HandleAsync([Given.Usage(tenant, 95)], default);
        Assert.Equal(2, (await InForceAsync(tenant)).Count);

        await new AdjustBudget(database.Source, new PeriodStore(MeteringDatabase.Outbox()), MeteringDatabase.Outbox(), NullLogger<AdjustBudget>.Instance)
            .HandleAsync(
                new AdjustBudgetRequest
                {
                    TenantId = tenant,
                    BudgetId = "month",
                    Adjustment = new BudgetAdjustment { RequestId = "r", Amount = 50, Reason = "a fair", AdjustedBy = "ann" },
                },
                default);
        Assert.Equal([(50, BudgetAction.CheaperModel)], await InForceAsync(tenant));

        await database.Usage().HandleAsync([Given.Usage(tenant, 50)], default);
        Assert.Equal([(50, BudgetAction.CheaperModel), (90, BudgetAction.Block)], await InForceAsync(tenant));
        // Fifty once, ninety twice, each an event of its own.
        Assert.Equal([50, 90, 90], (await NoticesAsync(tenant)).Order());
    }

    [Fact]
    public async Task A_raised_limit_a_dropped_threshold_and_a_removed_budget_end_it()
    {
        var tenant = Given.Tenant();
        await CreateAsync(tenant, 100, (50, BudgetAction.CheaperModel), (60, BudgetAction.CapOutput));
        await database.Usage().HandleAsync([Given.Usage(tenant, 60)], default);
        Assert.Equal(2, (await InForceAsync(tenant)).Count);

        await database.Budgets().UpdateAsync(Given.Budget(tenant, 110, thresholds: [(50, BudgetAction.CheaperModel), (60, BudgetAction.CapOutput)]), default);
        Assert.Equal([(50, BudgetAction.CheaperModel)], await InForceAsync(tenant));
        await database.Budgets().UpdateAsync(Given.Budget(tenant, 110, thresholds: [(40, BudgetAction.CapOutput)]), default);
        Assert.Equal([(40, BudgetAction.CapOutput)], await InForceAsync(tenant));
        await database.Budgets().DeleteAsync(tenant, "month", default);
        Assert.Empty(await InForceAsync(tenant));
    }

    [Fact]
    public async Task It_ends_with_its_period()
    {
        var tenant = Given.Tenant();
        await CreateAsync(tenant, 100, (50, BudgetAction.Block));
        await database.Usage().HandleAsync([Given.Usage(tenant, 60)], default);

        await database.ExecuteAsync(
            $"UPDATE budget_periods p SET period_start = 'epoch', period_end = now() FROM budgets b WHERE b.key = p.budget_key AND b.tenant_id = '{tenant}'");

        Assert.Empty(await InForceAsync(tenant));
    }

    [Fact]
    public async Task Two_replicas_that_settle_over_a_threshold_at_once_announce_it_once()
    {
        var tenant = Given.Tenant();
        await CreateAsync(tenant, 10_000, (50, BudgetAction.Block));
        var facts = Enumerable.Range(0, 60).Select(_ => Given.Usage(tenant, 100)).ToArray();
        var (one, two) = (database.Usage(), database.Usage());

        // Each delivered to both.
        await Task.WhenAll(facts.Chunk(5).SelectMany(chunk => new[] { one.HandleAsync(chunk, default), two.HandleAsync(chunk, default) }));

        Assert.Equal([50], await NoticesAsync(tenant));
    }

    private Task<PeriodState> CreateAsync(string tenant, long limit, params (int, BudgetAction)[] thresholds) =>
        database.Budgets().CreateAsync(Given.Budget(tenant, limit, thresholds: thresholds), default);

    private async Task<IReadOnlyList<(int Percent, BudgetAction Action)>> InForceAsync(string tenant) =>
        [.. (await new ListActiveThresholds(database.Source).HandleAsync(default)).Thresholds
            .Where(threshold => threshold.TenantId == tenant).Select(threshold => (threshold.Percent, threshold.Action)).Order()];

    private async Task<IReadOnlyList<int>> NoticesAsync(string tenant) => await database.ScalarAsync<int[]>(
        """
        SELECT coalesce(array_agg((convert_from(body, 'UTF8')::jsonb ->> 'percent')::integer), '{}') FROM messaging.outbox
        WHERE message_type = 'metering.budget-threshold-crossed.v1' AND convert_from(body, 'UTF8')::jsonb ->> 'tenantId' = $1
        """,
        tenant);
}
