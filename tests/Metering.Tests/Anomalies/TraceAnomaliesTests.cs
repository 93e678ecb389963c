using System.Globalization;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Anomalies;
using Tollgate.Metering.Forecasts;
using Tollgate.Metering.Tests.Forecasts;
using Xunit.Abstractions;

namespace Tollgate.Metering.Tests.Anomalies;

/// <summary>Recorded traffic with an anomaly put into it, hour after hour: how many of them are seen, and how often an hour as recorded is taken for one.</summary>
[Trait("Data", "shared")]
public sealed class TraceAnomaliesTests(ITestOutputHelper output)
{
    private const int Injected = 60;
    private const long NanosPerToken = 2_000;
    private static readonly DateTimeOffset Monday = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    private AnomalyOptions options = new();

    [Theory]
    [InlineData("traces/azure2023_conv_first30min.csv", 2, false, 0.01)]
    [InlineData("traces/azure2023_conv_first30min.csv", 2, true, 0.01)]
    [InlineData("traces/mooncake_conversation_first2thirds.jsonl", 3, false, 0.01)]
    [InlineData("traces/mooncake_conversation_first2thirds.jsonl", 3, true, 0.01)]
    // Silent for hours, and then it bursts.
    [InlineData("traces/azure2023_code_first30min.csv", 2, false, 0.16)]
    [InlineData("traces/azure2023_code_first30min.csv", 2, true, 0.11)]
    public void An_hour_with_eight_times_its_usage_is_seen_and_few_others(string trace, double secondsAnHour, bool officeWeek, double most)
    {
        var hours = Hours(trace, secondsAnHour, officeWeek);
        // The traces are small: what is worth telling is the usage of a usual hour.
        var usual = (long)hours.Values.Average(hour => hour.Tokens);
        options = new AnomalyOptions { MinCost = usual * NanosPerToken / 1_000_000_000m, MinTokens = usual, MinRequests = 5 };
        var judged = hours.Keys.Order().Skip(2 * WeekClock.HoursOfWeek).ToArray();

        var alarms = judged.Sum(hour => Amounts(hours, hour));
        var busy = judged.Where(hour => hours[hour].Requests >= 5).ToArray();
        var seen = Enumerable.Range(0, Injected).Count(i => IsSeen(hours, busy[i * busy.Length / Injected]));

        var rate = alarms / (3d * judged.Length);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{trace}{(officeWeek ? ", office week laid over" : "")}: {seen} of {Injected} seen; {alarms} false alarms in {judged.Length} hours of three amounts ({rate:P2})"));
        Assert.True(seen >= Injected * 0.9, $"{seen} of {Injected} were seen");
        Assert.True(rate <= most, $"{alarms} false alarms in {judged.Length} hours");
    }

    private int Amounts(Dictionary<DateTimeOffset, HourFacts> hours, DateTimeOffset hour)
    {
        var judge = new JudgeHour(hours, Monday, options, (long)(options.MinCost * 1_000_000_000));
        return new[] { AnomalyMetric.Cost, AnomalyMetric.Tokens, AnomalyMetric.Requests }.Count(metric => judge.Judge(metric, above: true, hour) is not null);
    }

    private bool IsSeen(Dictionary<DateTimeOffset, HourFacts> hours, DateTimeOffset hour)
    {
        var usual = hours[hour];
        var odd = new Dictionary<DateTimeOffset, HourFacts>(hours)
        {
            [hour] = usual with { CostNanos = 8 * usual.CostNanos, Tokens = 8 * usual.Tokens, Answered = 8 * usual.Answered },
        };
        return Amounts(odd, hour) > 0;
    }

    private static Dictionary<DateTimeOffset, HourFacts> Hours(string trace, double secondsAnHour, bool officeWeek)
    {
        var hours = new Dictionary<DateTimeOffset, HourFacts>();
        foreach (var (second, tokens) in TraceHours.Read(trace))
        {
            var hour = (int)(second / secondsAnHour);
            var part = officeWeek ? TraceHours.OfficeWeek(hour % WeekClock.HoursOfWeek) : 1;
            // Whole calls are left out, evenly by their place in the hour, so that what is left is still made of whole calls.
            if (second / secondsAnHour % 1 >= part)
                continue;
            hours[Monday.AddHours(hour)] = hours.GetValueOrDefault(Monday.AddHours(hour)) + new HourFacts(tokens * NanosPerToken, tokens, 1, 0, 0, 0);
        }

        var last = (int)(hours.Keys.Max() - Monday).TotalHours;
        for (var hour = 0; hour < last; hour++)
            hours.TryAdd(Monday.AddHours(hour), default);
        hours.Remove(Monday.AddHours(last));
        return hours;
    }
}
