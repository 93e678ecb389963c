using Google.Protobuf.WellKnownTypes;
using NodaTime;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Budgets;

namespace Tollgate.Metering.Forecasts;

/// <summary>One amount in one period: what was spent, and what is expected by 15:00 and by the period's end.</summary>
/// <param name="unit">What is counted.</param>
/// <param name="timeZone">IANA name of the zone whose hours count.</param>
/// <param name="window">The period; of a total budget without an end.</param>
/// <param name="since">When counting began.</param>
/// <param name="now">Until when usage is counted.</param>
/// <param name="spent">In the period so far: the fact.</param>
/// <param name="history">Whole hours before the current one, older than the period too.</param>
internal sealed class PeriodForecast(
    ForecastUnit unit, string timeZone, PeriodWindow window, DateTimeOffset since, DateTimeOffset now, long spent, HourlySeries history)
{
    // How far a budget without an end is looked ahead. History can judge a forecast of a month, and none of a year.
    private static readonly TimeSpan LookAhead = TimeSpan.FromDays(30);

    private static readonly LocalTime Checkpoint = new(15, 0);

    private SpendForecast? toEnd;

    private SpendForecast ToEnd => toEnd ??= Until(window.IsForever ? now + LookAhead : window.End);

    private double RunRate => now > since ? spent / (now - since).TotalHours : 0;

    public Forecast ToProto()
    {
        var forecast = new Forecast { Spent = unit.Amount(spent), HistoryHours = history.Values.Length };
        if (CheckpointOf(timeZone, now) is var checkpoint && checkpoint > now)
            forecast.Points.Add(Point(ForecastUntil.ThreePm, checkpoint, Until(checkpoint)));
        if (!window.IsForever)
            forecast.Points.Add(Point(ForecastUntil.PeriodEnd, window.End, ToEnd));
        return forecast;
    }

    /// <summary>When an allowance is used up, or null when that is not expected.</summary>
    public ReachForecast? Reach(long allowance)
    {
        if (spent >= allowance)
            return new ReachForecast { Reached = true };
        var (earliest, expected, latest) = ToEnd.Reach((double)((Int128)allowance - spent));
        return earliest is null && expected is null
            ? null
            : new ReachForecast { EarliestTime = ToTimestamp(earliest), ExpectedTime = ToTimestamp(expected), LatestTime = ToTimestamp(latest) };
    }

    /// <summary>15:00 of the day that it is; where clocks skip it, as soon after as there is a time.</summary>
    public static DateTimeOffset CheckpointOf(string timeZone, DateTimeOffset now)
    {
        var zone = DateTimeZoneProviders.Tzdb[timeZone];
        var today = Instant.FromDateTimeOffset(now).InZone(zone).Date;
        return zone.AtLeniently(today + Checkpoint).ToDateTimeOffset().ToUniversalTime();
    }

    private SpendForecast Until(DateTimeOffset end) => SpendForecast.Make(history, timeZone, now, end, RunRate, now - since);

    private ForecastPoint Point(ForecastUntil until, DateTimeOffset time, SpendForecast forecast)
    {
        var remaining = forecast.Remaining;
        var hasRange = forecast.Basis != ForecastBasis.RunRate;
        return new ForecastPoint
        {
            Until = until,
            Time = Timestamp.FromDateTimeOffset(time),
            Low = hasRange ? unit.Amount(spent, remaining.Low) : null,
            Median = unit.Amount(spent, remaining.Median),
            High = hasRange ? unit.Amount(spent, remaining.High) : null,
            RunRate = unit.Amount(spent, RunRate * (time - now).TotalHours),
            Basis = forecast.Basis,
            Rhythm = forecast.Rhythm,
            Accuracy = forecast.Accuracy,
        };
    }

    private static Timestamp? ToTimestamp(DateTimeOffset? time) => time is { } known ? Timestamp.FromDateTimeOffset(known) : null;
}
