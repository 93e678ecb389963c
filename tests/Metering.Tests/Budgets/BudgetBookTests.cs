using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Budgets;
using BurstCredits = Tollgate.Metering.Budgets.BurstCredits;

namespace Tollgate.Metering.Tests.Budgets;

public sealed class BudgetBookTests
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Property(MaxTest = 500)]
    public Property Whatever_is_asked_for_over_midnight_no_period_is_exceeded_and_nothing_is_allowed_twice() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var credits = random.Next(80);
            var rule = new BurstRule(80, 0, TimeSpan.Zero);
            var budget = Budget(limit: random.Next(200), cap: random.Next(150)) with { BurstRule = rule, Burst = new BurstCredits(rule, credits, Monday) };
            var yesterday = new PeriodState(budget, budget.WindowAt(Monday), 1, new PeriodCounters { Limit = budget.Limit }, []);
            var holds = new List<(Guid Id, PeriodState Period, long Held)>();
            Play(random, 20, holds, () => yesterday);

            var book = new BudgetBook(Monday.AddDays(1), [budget], [yesterday]);
            Play(random, 60, holds, () => book.Current()[0]);
            book.CarryOver();

            var today = book.Current()[0];
            Assert.All([yesterday, today], period => Assert.True(period.Settled + period.Held <= period.Counters.Allowance));
            Assert.Equal(yesterday.Counters.CarriedOut, today.Counters.CarriedIn);
            Assert.InRange(today.Counters.CarriedIn, 0, budget.RolloverCap);
            // All that may ever be spent: two limits, and the credits there were.
            Assert.Equal(
                (2 * budget.Limit) + credits,
                yesterday.Counters.Allowance + today.Counters.Allowance + budget.Burst!.Level);
            Assert.All([yesterday, today], period => Assert.Equal(
                (period.Settled, period.Held, period.Counters.Allowance),
                (period.Before.Settled + period.Changes.Sum(c => c.SettledBy), period.Before.Held + period.Changes.Sum(c => c.HeldBy),
                    period.Before.Allowance + period.Changes.Sum(c => c.AllowanceBy))));
        });

    [Fact]
    public void A_budget_made_today_has_no_yesterday()
    {
        var budget = Budget(limit: 100, cap: 100) with { CreatedAt = Monday.AddHours(-1) };

        var today = Assert.Single(new BudgetBook(Monday, [budget], []).Current());

        Assert.Equal(0, today.Counters.CarriedIn);
    }

    // What HoldDecisions and Settlement do, in any order.
    private static void Play(Random random, int steps, List<(Guid Id, PeriodState Period, long Held)> holds, Func<PeriodState> current)
    {
        for (var step = 0; step < steps; step++)
        {
            var amount = random.Next(60);
            var place = random.Next(holds.Count + 1);
            if (place == holds.Count)
            {
                if (current() is var period && period.HasRoomFor(amount))
                {
                    holds.Add((Guid.NewGuid(), period, amount));
                    period.Hold(holds[^1].Id, amount);
                }

                continue;
            }

            var (id, of, held) = holds[place];
            switch (random.Next(3))
            {
                case 0 when of.HasRoomFor(amount):
                    of.Extend(id, amount);
                    holds[place] = (id, of, held + amount);
                    continue;
                case 1:
                    of.Release(id, held);
                    break;
                default:
                    of.Settle(id, held, random.NextInt64(held + 1));
                    break;
            }

            holds.RemoveAt(place);
        }
    }

    private static BudgetDefinition Budget(long limit, long cap) => new()
    {
        Key = 1, BudgetId = "daily", TenantId = "acme", Scope = BudgetScope.Tenant, ScopeId = "", Period = BudgetPeriod.Day, TimeZone = "Etc/UTC",
        Currency = "", Limit = limit, Hard = true, Thresholds = [], RolloverCap = cap, CreatedAt = Monday.AddDays(-30),
    };
}
