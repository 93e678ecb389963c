using System.Globalization;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Forecasts;

namespace Tollgate.Metering.Tests.Forecasts;

public sealed class SpendForecastTests
{
    private const string Berlin = "Europe/Berlin";

    [Fact]
    public void Steady_spending_goes_on_as_it_was()
    {
        var now = At("2026-11-16T10:30:00Z");
        var forecast = Forecast(History(now, days: 21, (_, _) => 100), "Etc/UTC", now, At("2026-11-17T00:00:00Z"));

        Assert.Equal(ForecastBasis.Backtest, forecast.Basis);
        Assert.Equal((1350, 1350, 1350), Rounded(forecast.Remaining));
        Assert.Equal((0, 10_000), (forecast.Accuracy!.ErrorBasisPoints, forecast.Accuracy.CoveredBasisPoints));
    }

    [Fact]
    public void A_weekend_is_not_expected_to_go_on_as_the_week_did()
    {
        var now = At("2026-11-20T18:00:00Z");
        var noise = new Random(3);
        var history = History(now, days: 56, (_, slot) => TraceHours.OfficeWeek(slot) * (80 + noise.Next(40)), Berlin);
        var monday = At("2026-11-22T23:00:00Z");

        var forecast = Forecast(history, Berlin, now, monday);

        var actual = Enumerable.Range(0, 53).Sum(hour => 100 * TraceHours.OfficeWeek(SlotOf(now.AddHours(hour), Berlin)));
        Assert.Equal(ForecastRhythm.Week, forecast.Rhythm);
        Assert.InRange(forecast.Remaining.Median, actual * 0.9, actual * 1.1);
        Assert.True(forecast.Accuracy!.ErrorBasisPoints * 3 < forecast.Accuracy.RunRateErrorBasisPoints, $"{forecast.Accuracy}");
    }

    [Fact]
    public void The_rhythm_is_that_of_local_clocks_also_when_they_change()
    {
        // Weekdays from nine to ten, and nothing else. On Sunday clocks go forward: nine is an hour of UTC earlier.
        var now = At("2026-03-28T12:00:00Z");
        var history = History(now, days: 56, (_, slot) => slot < 5 * 24 && slot % 24 == 9 ? 100 : 0, Berlin);

        var before = Forecast(history, Berlin, now, At("2026-03-30T07:00:00Z")).Remaining;
        var after = Forecast(history, Berlin, now, At("2026-03-30T08:00:00Z")).Remaining;

        Assert.InRange(before.Median, 0, 10);
        Assert.InRange(after.Median, 80, 110);
    }

    [Fact]
    public void Without_history_the_run_rate_goes_on_and_has_no_range()
    {
        var now = At("2026-11-16T02:00:00Z");
        var history = History(now, days: 0, (_, _) => 0);

        var forecast = SpendForecast.Make(history, "Etc/UTC", now, now.AddHours(10), runRate: 50, TimeSpan.FromHours(2));

        Assert.Equal((ForecastBasis.RunRate, ForecastRhythm.None, null), (forecast.Basis, forecast.Rhythm, forecast.Accuracy));
        Assert.Equal((500, 500, 500), Rounded(forecast.Remaining));
        Assert.Equal(now.AddHours(2), forecast.Reach(100).Expected);
    }

    [Fact]
    public void A_short_history_has_a_range_by_how_much_hours_differ()
    {
        var now = At("2026-11-16T08:00:00Z");
        var noise = new Random(5);
        var history = History(now, days: 1, (_, _) => 50 + noise.Next(100));

        var forecast = Forecast(history, "Etc/UTC", now, now.AddDays(20));

        Assert.Equal((ForecastBasis.Variance, null), (forecast.Basis, forecast.Accuracy));
        Assert.True(forecast.Remaining.Low < forecast.Remaining.Median * 0.95 && forecast.Remaining.High > forecast.Remaining.Median * 1.05, $"{forecast.Remaining}");
    }

    [Fact]
    public void A_budget_is_reached_when_what_is_left_of_it_is_expected_to_be_spent()
    {
        var now = At("2026-11-16T10:15:00Z");
        var forecast = Forecast(History(now, days: 30, (_, _) => 120), "Etc/UTC", now, At("2026-11-18T00:00:00Z"));

        var reach = forecast.Reach(120 * 5.5);
        var never = forecast.Reach(120 * 38);

        Assert.All([reach.Earliest, reach.Expected, reach.Latest], time => Assert.Equal(now.AddHours(5.5), time!.Value, TimeSpan.FromSeconds(1)));
        Assert.Equal(((DateTimeOffset?)null, null, null), never);
    }

    [Fact]
    public void About_eight_in_ten_come_within_the_range()
    {
        var covered = 0;
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var values = new double[30 * 24];
            var drift = 1d;
            for (var hour = 0; hour < values.Length; hour++)
            {
                drift *= Math.Exp(0.02 * (random.NextDouble() - 0.5));
                values[hour] = drift * TraceHours.OfficeWeek(hour % WeekClock.HoursOfWeek) * Math.Exp(random.NextDouble() - 0.5);
            }

            var start = At("2026-06-01T00:00:00Z");
            var (known, now) = (values[..^24], start.AddHours(values.Length - 24));
            var range = Forecast(new HourlySeries(start, known), "Etc/UTC", now, now.AddDays(1)).Remaining;
            covered += values[^24..].Sum() is var actual && actual >= range.Low && actual <= range.High ? 1 : 0;
        }

        Assert.InRange(covered, 40, 59);
    }

    [Theory]
    [InlineData("Etc/UTC", "2026-11-16T10:00:00Z", "2026-11-16T15:00:00Z")]
    [InlineData("America/New_York", "2026-11-01T04:30:00Z", "2026-11-01T20:00:00Z")]
    [InlineData("Asia/Kolkata", "2026-11-15T20:00:00Z", "2026-11-16T09:30:00Z")]
    [InlineData("Europe/Berlin", "2026-03-29T00:30:00Z", "2026-03-29T13:00:00Z")]
    public void Fifteen_hundred_is_that_of_the_zones_clocks(string zone, string now, string expected) =>
        Assert.Equal(At(expected), PeriodForecast.CheckpointOf(zone, At(now)));

    private static (double, double, double) Rounded(SpendRange range) => (Math.Round(range.Low, 6), Math.Round(range.Median, 6), Math.Round(range.High, 6));

    private static SpendForecast Forecast(HourlySeries history, string zone, DateTimeOffset now, DateTimeOffset until) =>
        SpendForecast.Make(history, zone, now, until, history.Values[^24..].Average(), TimeSpan.FromDays(5));

    private static HourlySeries History(DateTimeOffset now, int days, Func<int, int, double> value, string zone = "Etc/UTC")
    {
        var end = new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, 0, 0, TimeSpan.Zero);
        var start = end.AddDays(-days);
        return new HourlySeries(start, [.. Enumerable.Range(0, days * 24).Select(hour => value(hour, SlotOf(start.AddHours(hour), zone)))]);
    }

    private static int SlotOf(DateTimeOffset time, string zone) => WeekClock.Of(time, 1, zone).HourOfWeek(0);

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);
}
