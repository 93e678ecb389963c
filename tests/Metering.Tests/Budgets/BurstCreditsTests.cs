using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Tollgate.Metering.Budgets;

namespace Tollgate.Metering.Tests.Budgets;

public sealed class BurstCreditsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);
    private static readonly BurstRule TenAnHour = new(100, 10, TimeSpan.FromHours(1));

    [Theory]
    [InlineData(59, 20)]
    [InlineData(60, 30)]
    [InlineData(185, 50)]
    [InlineData(100_000, 100)]
    public void They_come_back_in_whole_intervals_up_to_the_capacity(int minutes, long expected)
    {
        var credits = new BurstCredits(TenAnHour, 20, Noon);

        credits.RefillUntil(Noon.AddMinutes(minutes));

        Assert.Equal(expected, credits.Level);
    }

    [Property]
    public Property It_does_not_matter_how_often_one_looks() =>
        Prop.ForAll(Gen.Choose(0, 10_000).NonEmptyListOf().ToArbitrary(), minutes =>
        {
            var (often, once) = (new BurstCredits(TenAnHour, 0, Noon), new BurstCredits(TenAnHour, 0, Noon));
            var looks = minutes.Order().ToArray();
            foreach (var minute in looks)
                often.RefillUntil(Noon.AddMinutes(minute));
            once.RefillUntil(Noon.AddMinutes(looks[^1]));

            Assert.Equal((once.Level, once.RefilledAt), (often.Level, often.RefilledAt));
        });

    [Fact]
    public void A_clock_that_is_set_back_takes_nothing_away()
    {
        var credits = new BurstCredits(TenAnHour, 20, Noon);

        credits.RefillUntil(Noon.AddDays(-1));

        Assert.Equal((20, Noon), (credits.Level, credits.RefilledAt));
    }

    [Fact]
    public void Without_a_refill_what_is_drawn_is_gone()
    {
        var credits = new BurstCredits(new BurstRule(100, 0, TimeSpan.Zero), 100, Noon);

        credits.Draw(60);
        credits.RefillUntil(Noon.AddYears(1));

        Assert.Equal(40, credits.Level);
    }
}
