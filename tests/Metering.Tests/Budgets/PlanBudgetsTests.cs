using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Budgets;
using Tollgate.Metering.Holds;

namespace Tollgate.Metering.Tests.Budgets;

public sealed class PlanBudgetsTests(MeteringDatabase database) : IClassFixture<MeteringDatabase>
{
    [Fact]
    public async Task Two_replicas_admit_exactly_what_the_plan_lets_each_user_have_though_nobody_made_a_budget()
    {
        var tenant = Given.Tenant();
        await using var one = database.Holds(maxBatch: 3);
        await using var two = database.Holds();

        var answers = await Task.WhenAll(Enumerable.Range(0, 128).Select(async i =>
        {
            var user = i % 2 == 0 ? "ada" : "bob";
            return (User: user, Answer: await (i % 4 < 2 ? one : two).DecideAsync(Place(tenant, user, new UserLimit(10_000, 1)), default));
        }));

        foreach (var user in new[] { "ada", "bob" })
        {
            Assert.Equal(10, answers.Count(answer => answer.User == user && answer.Answer is HoldGranted));
            var refused = answers.Where(answer => answer.User == user).Select(answer => answer.Answer).OfType<HoldRefused>().First();
            Assert.Equal((BudgetScope.User, user, 10_000L), (refused.Period.Budget.Scope, refused.Period.Budget.ScopeId, refused.Period.Budget.Limit));
        }

        Assert.Equal(2L, await database.CountAsync("budgets", tenant));
        Assert.Equal(20_000L, await database.ScalarAsync<long>(
            "SELECT sum(p.held)::bigint FROM budget_periods p JOIN budgets b ON b.key = p.budget_key WHERE b.tenant_id = $1", tenant));
    }

    [Fact]
    public async Task A_later_word_of_the_plan_counts_at_once_and_an_earlier_one_never_again()
    {
        var tenant = Given.Tenant();
        await using var holds = database.Holds();
        Assert.IsType<HoldRefused>(await PlaceAsync(holds, tenant, new UserLimit(900, 1)));

        Assert.IsType<HoldGranted>(await PlaceAsync(holds, tenant, new UserLimit(2_000, 2)));
        // A replica that has not heard yet.
        Assert.IsType<HoldGranted>(await PlaceAsync(holds, tenant, new UserLimit(900, 1)));
        Assert.IsType<HoldRefused>(await PlaceAsync(holds, tenant, new UserLimit(900, 1)));

        var period = Assert.Single(await database.Budgets().ListAsync(tenant, default));
        Assert.Equal((2_000, 2_000L, 2L), (period.Budget.Limit, period.Counters.Held, period.Budget.PlanVersion!.Value));
    }

    [Fact]
    public async Task A_plan_that_limits_nobody_refuses_nobody_and_the_next_one_that_does_goes_on_with_the_day()
    {
        var tenant = Given.Tenant();
        await using var holds = database.Holds();
        Assert.IsType<HoldGranted>(await PlaceAsync(holds, tenant, new UserLimit(1_500, 1)));
        Assert.IsType<HoldRefused>(await PlaceAsync(holds, tenant, new UserLimit(1_500, 1)));

        Assert.IsType<HoldGranted>(await PlaceAsync(holds, tenant, new UserLimit(0, 2)));
        Assert.IsType<HoldRefused>(await PlaceAsync(holds, tenant, new UserLimit(2_500, 3)));
        Assert.IsType<HoldGranted>(await PlaceAsync(holds, tenant, new UserLimit(3_000, 4)));
    }

    [Fact]
    public async Task Where_no_plan_speaks_there_is_no_budget()
    {
        var tenant = Given.Tenant();
        await using var holds = database.Holds();

        Assert.IsType<HoldGranted>(await PlaceAsync(holds, tenant, new UserLimit(0, 5)));
        Assert.IsType<HoldGranted>(await holds.DecideAsync(Given.Place(tenant, 1, user: "ada"), default));
        Assert.IsType<HoldGranted>(await holds.DecideAsync(Place(tenant, "", new UserLimit(10, 5)), default));

        Assert.Equal(0L, await database.CountAsync("budgets", tenant));
    }

    [Fact]
    public async Task What_a_user_used_counts_and_the_history_proves_every_decision()
    {
        var tenant = Given.Tenant();
        await using var holds = database.Holds();
        var usage = database.Usage();
        var call = Place(tenant, "ada", new UserLimit(1_200, 1));
        Assert.IsType<HoldGranted>(await holds.DecideAsync(call, default));
        await usage.HandleAsync([Given.Usage(tenant, 100, call.AttemptId, user: "ada")], default);

        Assert.IsType<HoldGranted>(await PlaceAsync(holds, tenant, new UserLimit(1_200, 1)));
        Assert.IsType<HoldRefused>(await PlaceAsync(holds, tenant, new UserLimit(1_200, 1)));

        var counters = Assert.Single(await database.Budgets().ListAsync(tenant, default)).Counters;
        Assert.Equal((100L, 1_000L), (counters.Settled, counters.Held));
    }

    private static Task<HoldAnswer> PlaceAsync(DecideHolds holds, string tenant, UserLimit limit) => holds.DecideAsync(Place(tenant, "ada", limit), default);

    private static PlaceHold Place(string tenant, string user, UserLimit limit) => Given.Place(tenant, 1, tokens: 1_000, user: user) with { UserLimit = limit };
}
