using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Anomalies;
using Tollgate.Metering.Forecasts;
using Tollgate.Metering.Tests.Forecasts;

namespace Tollgate.Metering.Tests.Anomalies;

public sealed class JudgeHourTests
{
    private const long Dollar = 1_000_000_000;
    private static readonly DateTimeOffset Start = new(2026, 9, 7, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Tuesday = Start.AddDays(36).AddHours(10);

    [Fact]
    public void What_is_far_from_the_same_hours_of_other_weeks_is_named_with_what_was_expected_and_from_which_hours()
    {
        var hours = OfficeWeeks();
        hours[Tuesday] = hours[Tuesday] with { CostNanos = 50 * Dollar };

        var verdict = Judge(hours).Judge(AnomalyMetric.Cost, above: true, Tuesday)!;

        Assert.Equal((50 * Dollar, 10 * Dollar), (verdict.Observed, verdict.Expected));
        Assert.InRange(verdict.High, 11 * Dollar, 49 * Dollar);
        Assert.True(verdict.Score > 600);
        Assert.Equal(15, verdict.Compared.Count);
        Assert.All(verdict.Compared, time => Assert.True(time.DayOfWeek == DayOfWeek.Tuesday && time.Hour is 9 or 10 or 11 && time < Tuesday));
    }

    [Fact]
    public void Mornings_and_mondays_are_no_news()
    {
        var hours = OfficeWeeks();
        var judge = Judge(hours);

        Assert.DoesNotContain(
            hours.Keys.Where(hour => hour >= Start.AddDays(21)),
            hour => Metrics.Watched.Any(watched => judge.Judge(watched.Metric, watched.Above, hour) is not null));
    }

    [Fact]
    public void With_less_than_three_days_to_compare_with_nothing_is_said()
    {
        var hours = OfficeWeeks().Where(hour => hour.Key < Start.AddDays(2)).ToDictionary();
        hours[Start.AddDays(2)] = new HourFacts(500 * Dollar, 1_000_000_000, 100_000, 0, 0, 0);

        Assert.Null(Judge(hours).Judge(AnomalyMetric.Cost, above: true, Start.AddDays(2)));
    }

    [Fact]
    public void While_weeks_are_few_an_hour_is_compared_with_that_of_other_days()
    {
        var hours = OfficeWeeks().Where(hour => hour.Key < Start.AddDays(4)).ToDictionary();
        var friday = Start.AddDays(4).AddHours(10);
        hours[friday] = new HourFacts(50 * Dollar, 0, 0, 0, 0, 0);

        var verdict = Judge(hours).Judge(AnomalyMetric.Cost, above: true, friday)!;

        Assert.Equal(4, verdict.Compared.Select(time => time.Date).Distinct().Count());
    }

    [Fact]
    public void What_is_too_little_to_be_told_is_not()
    {
        var hours = OfficeWeeks(scale: 0.001);
        hours[Tuesday] = hours[Tuesday] with { CostNanos = Dollar / 2 };

        Assert.Null(Judge(hours).Judge(AnomalyMetric.Cost, above: true, Tuesday));
        Assert.NotNull(Judge(hours, new AnomalyOptions { MinCost = 0.1m }).Judge(AnomalyMetric.Cost, above: true, Tuesday));
    }

    [Fact]
    public void Failures_lost_cache_hits_and_requests_that_stay_away_are_seen()
    {
        var hours = OfficeWeeks();
        var usual = hours[Tuesday];
        hours[Tuesday] = usual with { Answered = usual.Answered - 200, Failed = 200 };
        hours[Tuesday.AddDays(1)] = usual with { Answered = usual.Answered + usual.Cached, Cached = 0 };
        hours.Remove(Tuesday.AddDays(2));
        var judge = Judge(hours);

        var failed = judge.Judge(AnomalyMetric.ErrorShare, above: true, Tuesday)!;
        var uncached = judge.Judge(AnomalyMetric.CacheHitShare, above: false, Tuesday.AddDays(1))!;
        var silent = judge.Judge(AnomalyMetric.Requests, above: false, Tuesday.AddDays(2))!;

        Assert.Equal((2_000, 0), (failed.Observed, failed.Expected));
        Assert.Equal((0, 3_000), (uncached.Observed, uncached.Expected));
        Assert.Equal((0, 1_000), (silent.Observed, silent.Expected));
    }

    [Fact]
    public void The_share_of_a_handful_of_requests_means_nothing()
    {
        var hours = OfficeWeeks();
        hours[Tuesday] = new HourFacts(0, 0, 0, 0, 0, Failed: 20);

        Assert.Null(Judge(hours).Judge(AnomalyMetric.ErrorShare, above: true, Tuesday));
    }

    private static JudgeHour Judge(Dictionary<DateTimeOffset, HourFacts> hours, AnomalyOptions? options = null) =>
        new(hours, Start, options ?? new AnomalyOptions(), (long)((options ?? new AnomalyOptions()).MinCost * Dollar));

    // Six weeks: at most ten dollars, a million tokens and a thousand requests an hour, three in ten from cache.
    private static Dictionary<DateTimeOffset, HourFacts> OfficeWeeks(double scale = 1) => Enumerable.Range(0, 42 * 24).ToDictionary(hour => Start.AddHours(hour), hour =>
    {
        var part = TraceHours.OfficeWeek(hour % WeekClock.HoursOfWeek) * scale;
        return new HourFacts((long)(10 * Dollar * part), (long)(1_000_000 * part), (long)(700 * part), (long)(300 * part), 0, 0);
    });
}
