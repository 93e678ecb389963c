using System.Globalization;
using Tollgate.Metering.Forecasts;
using Xunit.Abstractions;

namespace Tollgate.Metering.Tests.Forecasts;

/// <summary>Forecasts of recorded traffic against the naive run rate, from many points in time, each from what was known then.</summary>
[Trait("Data", "shared")]
public sealed class TraceForecastTests(ITestOutputHelper output)
{
    private const string Conversations = "traces/azure2023_conv_first30min.csv";
    private static readonly DateTimeOffset Monday = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(Conversations, 4)]
    [InlineData("traces/azure2023_code_first30min.csv", 4)]
    [InlineData("traces/mooncake_conversation_first2thirds.jsonl", 5)]
    public void Where_traffic_has_no_rhythm_a_forecast_is_no_worse_than_the_run_rate(string trace, double secondsAnHour)
    {
        var errors = Measure(TraceHours.Tokens(trace, secondsAnHour), ahead: 24);

        Report(trace, "as recorded", errors);
        Assert.True(errors.Forecast <= errors.RunRate * 1.1, $"{errors}");
    }

    [Theory]
    [InlineData(Conversations, 2, 0.5)]
    [InlineData("traces/azure2023_code_first30min.csv", 2, 0.75)]
    [InlineData("traces/mooncake_conversation_first2thirds.jsonl", 3, 0.5)]
    public void Where_it_has_the_rhythm_of_an_office_week_the_error_is_a_part_of_the_run_rates(string trace, double secondsAnHour, double part)
    {
        var hours = TraceHours.Tokens(trace, secondsAnHour).Select((tokens, hour) => tokens * TraceHours.OfficeWeek(hour % WeekClock.HoursOfWeek));

        var errors = Measure([.. hours], ahead: 24);

        Report(trace, "office week laid over", errors);
        Assert.True(errors.Forecast < errors.RunRate * part, $"{errors}");
        Assert.InRange(errors.Covered, 0.6, 1);
    }

    // Every seventh hour of the second half. A period that began at the week's start is what the run rate averages.
    private static Errors Measure(double[] hours, int ahead)
    {
        var (forecast, runRate, came, covered, count) = (0d, 0d, 0d, 0, 0);
        for (var now = hours.Length / 2; now + ahead <= hours.Length; now += 7)
        {
            var elapsed = Math.Max(6, now % WeekClock.HoursOfWeek);
            var average = hours[(now - elapsed)..now].Average();
            var time = Monday.AddHours(now);
            var range = SpendForecast.Make(
                new HourlySeries(Monday, hours[..now]), "Etc/UTC", time, time.AddHours(ahead), average, TimeSpan.FromHours(elapsed)).Remaining;
            var actual = hours[now..(now + ahead)].Sum();
            forecast += Math.Abs(range.Median - actual);
            runRate += Math.Abs((average * ahead) - actual);
            came += actual;
            covered += actual >= range.Low && actual <= range.High ? 1 : 0;
            count++;
        }

        return new Errors(forecast / came, runRate / came, (double)covered / count, count);
    }

    private void Report(string trace, string how, Errors errors) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{trace}, {how}: {errors.Count} forecasts of 24 hours, error {errors.Forecast:P1}, of the run rate {errors.RunRate:P1}, within P10 to P90 {errors.Covered:P0}"));

    private sealed record Errors(double Forecast, double RunRate, double Covered, int Count);
}
