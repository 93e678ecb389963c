using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging.Abstractions;
using Tollgate.Contracts.Audit.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Budgets;
using Tollgate.Metering.Holds;
using Tollgate.ServiceDefaults.Errors;
using BurstCredits = Tollgate.Contracts.Metering.V1.BurstCredits;

namespace Tollgate.Metering.Tests.Budgets;

/// <summary>Adjustments, rollover and burst credits, through the database. What they allow is in the hold history like everything else.</summary>
public sealed class AllowanceTests(MeteringDatabase database) : IClassFixture<MeteringDatabase>
{
    [Fact]
    public async Task An_adjustment_makes_room_once_however_often_it_is_asked_for()
    {
        var tenant = Given.Tenant();
        await database.Budgets().CreateAsync(Given.Budget(tenant, 100), default);
        await using var holds = database.Holds();
        await holds.HandleAsync([Given.Place(tenant, 100)], default);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => AdjustAsync(tenant, "r1", 50)));

        Assert.Single(answers.Select(answer => answer.Adjustment).Distinct());
        Assert.Equal((150, 50, 50), (answers[0].Budget.State.Allowance, answers[0].Budget.State.Adjusted, answers[0].Budget.State.Available));
        Assert.IsType<HoldGranted>((await holds.HandleAsync([Given.Place(tenant, 50)], default))[0]);
        Assert.IsType<HoldRefused>((await holds.HandleAsync([Given.Place(tenant, 1)], default))[0]);
        var listed = (await Adjust().ListAsync(new ListBudgetAdjustmentsRequest { TenantId = tenant, BudgetId = "month" }, default)).Adjustments;
        Assert.Equal(("r1", 50, "a fair", "finops@acme.example", 2), Assert.Single(listed) is var a
            ? (a.RequestId, a.Amount, a.Reason, a.AdjustedBy, a.Sequence) : default);
        await AssertProvenAsync(tenant);
    }

    [Fact]
    public async Task An_adjustment_that_takes_more_than_is_left_has_a_name()
    {
        var tenant = Given.Tenant();
        await database.Budgets().CreateAsync(Given.Budget(tenant, 100), default);
        await using var holds = database.Holds();
        await holds.HandleAsync([Given.Place(tenant, 80)], default);

        var state = (await AdjustAsync(tenant, "r1", -50)).Budget.State;

        Assert.Equal((50, -30), (state.Allowance, state.Available));
        Assert.IsType<HoldRefused>((await holds.HandleAsync([Given.Place(tenant, 1)], default))[0]);
        await AssertProvenAsync(tenant, named: 1);
    }

    [Fact]
    public async Task A_request_id_stands_for_one_adjustment()
    {
        var tenant = Given.Tenant();
        await database.Budgets().CreateAsync(Given.Budget(tenant, 100), default);
        await AdjustAsync(tenant, "r1", 50);

        var error = await Assert.ThrowsAsync<TollgateException>(() => AdjustAsync(tenant, "r1", 51));

        Assert.Equal("ADJUSTMENT_EXISTS", error.Reason);
        Assert.Equal(150, (await StateAsync(tenant)).Counters.Allowance);
    }

    [Fact]
    public async Task A_malformed_adjustment_names_every_field_and_changes_nothing()
    {
        var tenant = Given.Tenant();
        await database.Budgets().CreateAsync(Given.Budget(tenant, 100), default);

        var error = await Assert.ThrowsAsync<TollgateException>(() => Adjust().HandleAsync(
            new AdjustBudgetRequest { TenantId = tenant, BudgetId = "month", Adjustment = new BudgetAdjustment { Amount = long.MinValue } }, default));

        Assert.Equal(
            ["adjustment.request_id", "adjustment.reason", "adjustment.adjusted_by", "adjustment.amount"], error.Fields.Select(field => field.Field));
        Assert.Equal(100, (await StateAsync(tenant)).Counters.Allowance);
        await Assert.ThrowsAsync<TollgateException>(() => AdjustAsync(tenant, "r1", 1, "none"));
    }

    [Fact]
    public async Task Burst_credits_are_drawn_when_the_limit_is_used_up_and_come_back_when_they_were_not_needed()
    {
        var tenant = Given.Tenant();
        var budget = Given.Budget(tenant, 100);
        budget.Burst = new BurstCredits { Capacity = 50, Refill = 10, RefillInterval = Duration.FromTimeSpan(TimeSpan.FromDays(1)) };
        await database.Budgets().CreateAsync(budget, default);
        await using var holds = database.Holds();
        var (first, second) = (Given.Place(tenant, 90), Given.Place(tenant, 40));

        var answers = await holds.HandleAsync([first, second, Given.Place(tenant, 21)], default);

        Assert.Equal([typeof(HoldGranted), typeof(HoldGranted), typeof(HoldRefused)], answers.Select(answer => answer.GetType()));
        Assert.Equal((30, 20), await BurstAsync(tenant));
        // Ten of them were needed.
        await database.Usage().HandleAsync([Given.Usage(tenant, 70, first.AttemptId)], default);
        Assert.Equal((10, 40), await BurstAsync(tenant));
        await holds.HandleAsync([new ReleaseHold(second.AttemptId)], default);
        Assert.Equal((0, 50), await BurstAsync(tenant));
        await AssertProvenAsync(tenant);
    }

    [Fact]
    public async Task Two_replicas_cannot_draw_a_burst_credit_twice()
    {
        var tenant = Given.Tenant();
        var budget = Given.Budget(tenant, 500);
        budget.Burst = new BurstCredits { Capacity = 500 };
        await database.Budgets().CreateAsync(budget, default);
        await using var one = database.Holds(maxBatch: 5);
        await using var two = database.Holds(maxBatch: 5);

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => (i % 2 == 0 ? one : two).DecideAsync(Given.Place(tenant, 100), default)));

        Assert.Equal(10, answers.OfType<HoldGranted>().Count());
        Assert.Equal((500, 0), await BurstAsync(tenant));
        await AssertProvenAsync(tenant);
    }

    [Fact]
    public async Task What_yesterday_left_unused_is_allowed_today_and_topped_up_as_its_holds_settle()
    {
        var tenant = Given.Tenant();
        await CreateDailyAsync(tenant, limit: 100, cap: 60);
        await using var holds = database.Holds();
        var place = Given.Place(tenant, 70);
        await holds.HandleAsync([place, Given.Place(tenant, 20)], default);
        await UntilTomorrowAsync(tenant);

        // Ten were left: 100 - 90 held.
        Assert.IsType<HoldRefused>((await holds.HandleAsync([Given.Place(tenant, 111)], default))[0]);
        Assert.Equal((10, 110), await CarriedAsync(tenant));
        // Sixty of the hold were not used, but sixty is all that is carried.
        await database.Usage().HandleAsync([Given.Usage(tenant, 10, place.AttemptId)], default);
        Assert.Equal((60, 160), await CarriedAsync(tenant));
        Assert.IsType<HoldGranted>((await holds.HandleAsync([Given.Place(tenant, 160)], default))[0]);
        Assert.IsType<HoldRefused>((await holds.HandleAsync([Given.Place(tenant, 1)], default))[0]);
        await AssertProvenAsync(tenant);
    }

    [Fact]
    public async Task A_day_that_nobody_touched_is_carried_whole_up_to_the_cap()
    {
        var tenant = Given.Tenant();
        await CreateDailyAsync(tenant, limit: 100, cap: 250);
        await database.ExecuteAsync($"UPDATE budgets SET created_at = created_at - interval '3 days' WHERE tenant_id = '{tenant}'");

        Assert.Equal((100, 200), await CarriedAsync(tenant));
        await using var holds = database.Holds();
        Assert.IsType<HoldGranted>((await holds.HandleAsync([Given.Place(tenant, 200)], default))[0]);
        await UntilTomorrowAsync(tenant);
        // What was carried in goes no further.
        Assert.Equal((0, 100), await CarriedAsync(tenant));
        await AssertProvenAsync(tenant);
    }

    [Fact]
    public async Task A_stream_that_runs_past_midnight_takes_back_what_its_day_gave_away()
    {
        var tenant = Given.Tenant();
        await CreateDailyAsync(tenant, limit: 100, cap: 100);
        await using var holds = database.Holds();
        var stream = Given.Place(tenant, 40);
        await holds.HandleAsync([stream], default);
        await UntilTomorrowAsync(tenant);
        await holds.HandleAsync([Given.Place(tenant, 130)], default);
        Assert.Equal((60, 160), await CarriedAsync(tenant));

        var answers = await holds.HandleAsync([new ExtendHold(stream.AttemptId, new(70, 1000)), new ExtendHold(stream.AttemptId, new(71, 1000))], default);

        // Thirty of the sixty were still there to give back.
        Assert.IsType<HoldGranted>(answers[0]);
        Assert.IsType<HoldRefused>(answers[1]);
        Assert.Equal((30, 130), await CarriedAsync(tenant));
        await AssertProvenAsync(tenant);
    }

    [Fact]
    public async Task What_cannot_be_is_refused_field_by_field()
    {
        var budget = Given.Budget(Given.Tenant(), 100, hard: false);
        (budget.Period, budget.RolloverCap, budget.Burst) = (BudgetPeriod.Total, 5, new BurstCredits { Refill = 1 });

        var error = await Assert.ThrowsAsync<TollgateException>(() => database.Budgets().CreateAsync(budget, default));

        Assert.Equal(
            ["budget.rollover_cap", "budget.burst", "budget.burst.capacity", "budget.burst.refill", "budget.burst.refill_interval"],
            error.Fields.Select(field => field.Field));
    }

    private AdjustBudget Adjust() => new(
        database.Source, new PeriodStore(MeteringDatabase.Outbox()), MeteringDatabase.Outbox(), NullLogger<AdjustBudget>.Instance);

    private Task<AdjustBudgetResponse> AdjustAsync(string tenant, string request, long amount, string budget = "month") => Adjust().HandleAsync(
        new AdjustBudgetRequest
        {
            TenantId = tenant,
            BudgetId = budget,
            Adjustment = new BudgetAdjustment { RequestId = request, Amount = amount, Reason = "a fair", AdjustedBy = "finops@acme.example" },
        },
        default);

    private async Task CreateDailyAsync(string tenant, long limit, long cap)
    {
        var budget = Given.Budget(tenant, limit);
        (budget.Period, budget.RolloverCap) = (BudgetPeriod.Day, cap);
        await database.Budgets().CreateAsync(budget, default);
    }

    // The database's clock decides what day it is, so the past is moved instead: far away first, since two periods may not begin together.
    private async Task UntilTomorrowAsync(string tenant)
    {
        foreach (var days in new[] { -1000, 999 })
        {
            await database.ExecuteAsync(
                $"""
                UPDATE budget_periods p SET period_start = p.period_start + interval '{days} days', period_end = p.period_end + interval '{days} days'
                FROM budgets b WHERE b.key = p.budget_key AND b.tenant_id = '{tenant}'
                """);
        }

        await database.ExecuteAsync($"UPDATE budgets SET created_at = created_at - interval '1 day' WHERE tenant_id = '{tenant}'");
    }

    private async Task<PeriodState> StateAsync(string tenant) => await database.Budgets().GetAsync(tenant, "month", default);

    private async Task<(long CarriedIn, long Allowance)> CarriedAsync(string tenant) =>
        (await StateAsync(tenant)).Counters is var counters ? (counters.CarriedIn, counters.Allowance) : default;

    private async Task<(long Used, long Available)> BurstAsync(string tenant) =>
        await StateAsync(tenant) is var state ? (state.Counters.Burst, state.Budget.Burst!.Level) : default;

    private async Task AssertProvenAsync(string tenant, long named = 0)
    {
        var digest = await database.Digest().HandleAsync(
            new DigestRequest { TenantId = tenant }, default);
        Assert.All(
            ["admission_violations", "false_refusals", "hold_history_breaks", "budget_mismatches"], name => Assert.Equal(0, digest.Pending[name]));
        Assert.Equal(named, digest.Books.Single(book => book.Name == "metering.over_limit").Records);
    }
}
