using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Holds;

namespace Tollgate.Metering.Tests.Holds;

public sealed class DecideHoldsTests(MeteringDatabase database) : IClassFixture<MeteringDatabase>
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(512)]
    public async Task Room_for_ten_admits_exactly_ten_of_256_on_two_replicas_and_is_never_exceeded(int maxBatch)
    {
        var tenant = Given.Tenant();
        var budget = await database.Budgets().CreateAsync(Given.Budget(tenant, limitNanos: 1009), default);
        // The database itself refuses any instant at which more is held than the limit.
        await database.ExecuteAsync(
            $"ALTER TABLE budget_periods ADD CONSTRAINT never_{tenant.Replace('-', '_')} CHECK (budget_key <> {budget.Budget.Key} OR settled + held <= 1009)");
        await using var one = database.Holds(maxBatch);
        await using var two = database.Holds(maxBatch);
        // The period exists before the race, so that nothing but the locks decides it.
        var early = Given.Place(tenant, 1);
        await one.HandleAsync([early, new ReleaseHold(early.AttemptId)], default);

        var answers = await Task.WhenAll(Enumerable.Range(0, 256).Select(i =>
            (i % 2 == 0 ? one : two).DecideAsync(Given.Place(tenant, 100), default)));

        Assert.Equal(10, answers.OfType<HoldGranted>().Count());
        Assert.Equal(246, answers.OfType<HoldRefused>().Count());
        Assert.Equal(1000, (await StateAsync(tenant)).Held);
        Assert.Equal(1000L, await database.ScalarAsync<long>(
            "SELECT sum(cost_nanos)::bigint FROM holds WHERE tenant_id = $1 AND status = 1", tenant));
    }

    [Fact]
    public async Task Asking_again_answers_as_the_first_time_and_holds_once()
    {
        var tenant = Given.Tenant();
        await database.Budgets().CreateAsync(Given.Budget(tenant, 250), default);
        await using var holds = database.Holds();
        var (granted, refused) = (Given.Place(tenant, 200), Given.Place(tenant, 100));
        var first = await holds.HandleAsync([granted, refused], default);
        await database.Budgets().UpdateAsync(Given.Budget(tenant, 9999), default);

        var again = await holds.HandleAsync([granted, refused, granted], default);

        Assert.Equal(50, Assert.IsType<HoldGranted>(first[0]).Room);
        Assert.Equal(50, Assert.IsType<HoldGranted>(again[0]).Room);
        Assert.Equal(50, Assert.IsType<HoldRefused>(again[1]).Room);
        Assert.Equal(50, Assert.IsType<HoldGranted>(again[2]).Room);
        Assert.Equal(200, (await StateAsync(tenant)).Held);
    }

    [Fact]
    public async Task The_same_attempt_asked_on_two_replicas_at_once_is_held_once()
    {
        var tenant = Given.Tenant();
        await database.Budgets().CreateAsync(Given.Budget(tenant, 1_000_000), default);
        await using var one = database.Holds();
        await using var two = database.Holds();
        var places = Enumerable.Range(0, 50).Select(_ => Given.Place(tenant, 100)).ToArray();

        await Task.WhenAll(places.SelectMany(place => new[] { one.DecideAsync(place, default), two.DecideAsync(place, default) }));

        Assert.Equal(5000, (await StateAsync(tenant)).Held);
    }

    [Fact]
    public async Task A_hold_takes_every_applicable_budget_or_none()
    {
        var tenant = Given.Tenant();
        await database.Budgets().CreateAsync(Given.Budget(tenant, 1000, id: "b-tenant"), default);
        var user = Given.Budget(tenant, 100, id: "a-user");
        (user.Scope, user.ScopeId) = (BudgetScope.User, "ann");
        await database.Budgets().CreateAsync(user, default);
        var tokens = Given.Budget(tenant, 1, id: "c-tokens");
        tokens.TokenLimit = 1500;
        await database.Budgets().CreateAsync(tokens, default);
        await using var holds = database.Holds();

        var answers = await holds.HandleAsync(
            [
                Given.Place(tenant, 150, user: "ann"),
                Given.Place(tenant, 150, tokens: 900, user: "bob"),
                Given.Place(tenant, 50, tokens: 700, user: "ann"),
            ],
            default);

        Assert.Equal("a-user", Assert.IsType<HoldRefused>(answers[0]).Period.Budget.BudgetId);
        Assert.IsType<HoldGranted>(answers[1]);
        Assert.Equal("c-tokens", Assert.IsType<HoldRefused>(answers[2]).Period.Budget.BudgetId);
        Assert.Equal((0, 150, 900), (
            (await StateAsync(tenant, "a-user")).Held, (await StateAsync(tenant, "b-tenant")).Held, (await StateAsync(tenant, "c-tokens")).Held));
    }

    [Fact]
    public async Task A_soft_budget_is_held_beyond_its_limit()
    {
        var tenant = Given.Tenant();
        await database.Budgets().CreateAsync(Given.Budget(tenant, 100, hard: false), default);
        await using var holds = database.Holds();

        var answer = (await holds.HandleAsync([Given.Place(tenant, 150)], default))[0];

        Assert.Equal(-50, Assert.IsType<HoldGranted>(answer).Room);
        Assert.Equal(150, (await StateAsync(tenant)).Held);
    }

    [Fact]
    public async Task Extending_is_monotone_and_stops_at_the_limit()
    {
        var tenant = Given.Tenant();
        await database.Budgets().CreateAsync(Given.Budget(tenant, 300), default);
        await using var holds = database.Holds();
        var place = Given.Place(tenant, 100);
        await holds.HandleAsync([place], default);

        var answers = await holds.HandleAsync(
            [
                new ExtendHold(place.AttemptId, new(250, 1000)),
                new ExtendHold(place.AttemptId, new(150, 1000)),
                new ExtendHold(place.AttemptId, new(301, 1000)),
                new ExtendHold(Guid.CreateVersion7(), new(1, 1)),
            ],
            default);

        Assert.IsType<HoldGranted>(answers[0]);
        Assert.IsType<HoldGranted>(answers[1]);
        Assert.IsType<HoldRefused>(answers[2]);
        Assert.Equal("UNKNOWN_ATTEMPT", Assert.IsType<HoldFailed>(answers[3]).Reason);
        Assert.Equal(250, (await StateAsync(tenant)).Held);
    }

    [Fact]
    public async Task Releasing_gives_back_once_and_an_unknown_attempt_leaves_a_tombstone()
    {
        var tenant = Given.Tenant();
        await database.Budgets().CreateAsync(Given.Budget(tenant, 300), default);
        await using var holds = database.Holds();
        var (known, unknown) = (Given.Place(tenant, 100), Given.Place(tenant, 100));

        await holds.HandleAsync([known, new ReleaseHold(known.AttemptId), new ReleaseHold(unknown.AttemptId)], default);
        var late = await holds.HandleAsync([new ReleaseHold(known.AttemptId), unknown, known], default);

        Assert.IsType<HoldReleased>(late[0]);
        Assert.Equal(["TOMBSTONED", "TOMBSTONED"], late.Skip(1).Select(answer => Assert.IsType<HoldFailed>(answer).Reason));
        Assert.Equal(0, (await StateAsync(tenant)).Held);
    }

    [Fact]
    public async Task A_changed_budget_counts_for_the_next_decision_of_every_replica()
    {
        var tenant = Given.Tenant();
        await using var holds = database.Holds();
        Assert.Null(Assert.IsType<HoldGranted>((await holds.HandleAsync([Given.Place(tenant, 100)], default))[0]).Tightest);

        await database.Budgets().CreateAsync(Given.Budget(tenant, 100), default);
        Assert.IsType<HoldGranted>((await holds.HandleAsync([Given.Place(tenant, 100)], default))[0]);
        Assert.IsType<HoldRefused>((await holds.HandleAsync([Given.Place(tenant, 1)], default))[0]);
        await database.Budgets().UpdateAsync(Given.Budget(tenant, 200), default);
        Assert.IsType<HoldGranted>((await holds.HandleAsync([Given.Place(tenant, 100)], default))[0]);
        await database.Budgets().DeleteAsync(tenant, "month", default);
        Assert.Null(Assert.IsType<HoldGranted>((await holds.HandleAsync([Given.Place(tenant, 100)], default))[0]).Tightest);
    }

    [Fact]
    public async Task A_threshold_is_announced_once_by_however_many_replicas()
    {
        var tenant = Given.Tenant();
        await database.Budgets().CreateAsync(
            Given.Budget(tenant, 10_000, thresholds: [(50, BudgetAction.CheaperModel), (90, BudgetAction.CacheOnly)]), default);
        await using var one = database.Holds(maxBatch: 4);
        await using var two = database.Holds(maxBatch: 4);

        var places = Enumerable.Range(0, 70).Select(_ => Given.Place(tenant, 100)).ToArray();
        await Task.WhenAll(places.Select((place, i) => (i % 2 == 0 ? one : two).DecideAsync(place, default)));
        await one.HandleAsync([.. places.Select(place => new ReleaseHold(place.AttemptId))], default);
        await Task.WhenAll(places.Select((_, i) => (i % 2 == 0 ? one : two).DecideAsync(Given.Place(tenant, 100), default)));

        Assert.Equal(1, await NoticesAsync(tenant));
        Assert.Equal([50], (await StateAsync(tenant)).Crossed);
    }

    [Fact]
    public async Task Lowering_a_limit_below_what_is_spent_crosses_its_thresholds()
    {
        var tenant = Given.Tenant();
        (int, BudgetAction)[] thresholds = [(80, BudgetAction.Notify)];
        await database.Budgets().CreateAsync(Given.Budget(tenant, 1000, thresholds: thresholds), default);
        await using var holds = database.Holds();
        await holds.HandleAsync([Given.Place(tenant, 500)], default);

        var state = await database.Budgets().UpdateAsync(Given.Budget(tenant, 400, thresholds: thresholds), default);

        Assert.Equal(-100, state.Room);
        Assert.Equal(1, await NoticesAsync(tenant));
    }

    [Fact]
    public async Task A_hold_on_a_deleted_budget_settles_into_its_history()
    {
        var tenant = Given.Tenant();
        var budget = await database.Budgets().CreateAsync(Given.Budget(tenant, 1000), default);
        await using var holds = database.Holds();
        var place = Given.Place(tenant, 500);
        await holds.HandleAsync([place], default);
        await database.Budgets().DeleteAsync(tenant, "month", default);

        await database.Usage().HandleAsync([Given.Usage(tenant, 300, place.AttemptId)], default);

        Assert.Equal(300L, await database.ScalarAsync<long>(
            "SELECT settled FROM budget_periods WHERE budget_key = $1 AND held = 0", budget.Budget.Key));
    }

    private async Task<Metering.Budgets.PeriodState> StateAsync(string tenant, string budget = "month") =>
        await database.Budgets().GetAsync(tenant, budget, default);

    private Task<long> NoticesAsync(string tenant) => database.ScalarAsync<long>(
        "SELECT count(*) FROM messaging.outbox WHERE message_type = 'metering.budget-threshold-crossed.v1' AND convert_from(body, 'UTF8') LIKE '%' || $1 || '%'",
        tenant);
}
