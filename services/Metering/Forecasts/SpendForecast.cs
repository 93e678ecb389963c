using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Usage;

namespace Tollgate.Metering.Forecasts;

/// <summary>What is expected to be spent from now until a point in time. Plain arithmetic on hours that were read before; estimates, so doubles.</summary>
internal sealed class SpendForecast
{
    private const int FewestHours = 3;
    private const double TenthOfNormal = 1.2816;

    private readonly HourlySeries history;
    private readonly HourlyModel model;
    private readonly DateTimeOffset now;
    private readonly DateTimeOffset until;
    private readonly SpendRange spread;

    private SpendForecast(
        HourlySeries history, HourlyModel model, DateTimeOffset now, DateTimeOffset until, SpendRange spread, ForecastBasis basis, ForecastAccuracy? accuracy)
    {
        this.history = history;
        this.model = model;
        this.now = now;
        this.until = until;
        this.spread = spread;
        Basis = basis;
        Accuracy = accuracy;
    }

    public ForecastBasis Basis { get; }

    public ForecastAccuracy? Accuracy { get; }

    public ForecastRhythm Rhythm => model.Rhythm;

    /// <summary>What is still to come.</summary>
    public SpendRange Remaining => spread * Hours().Sum(hour => hour.Share * model.Expect(hour.Index));

    /// <param name="history">Whole hours before the current one.</param>
    /// <param name="timeZone">Whose hours of the week count.</param>
    /// <param name="now">In the hour that follows the history.</param>
    /// <param name="until">When the forecast ends; after <paramref name="now"/>.</param>
    /// <param name="runRate">What was spent in an hour of the period on average.</param>
    /// <param name="elapsed">How old the period is: what the run rate is the average of.</param>
    public static SpendForecast Make(
        HourlySeries history, string timeZone, DateTimeOffset now, DateTimeOffset until, double runRate, TimeSpan elapsed)
    {
        var ahead = Math.Max(1, (int)(HourRange.Ceiling(until) - history.End).TotalHours);
        var values = history.Values;
        var clock = WeekClock.Of(history.Start, values.Length + ahead, timeZone);
        if (values.Length < FewestHours)
        {
            return new SpendForecast(
                history, HourlyModel.Flat(runRate, clock), now, until, new SpendRange(1, 1, 1), ForecastBasis.RunRate, accuracy: null);
        }

        var test = Backtest.Run(values, clock, ahead, (int)Math.Min(elapsed.TotalHours, values.Length));
        var model = HourlyModel.Fit(values, values.Length, clock, test?.Kind ?? HourlyModel.Default);
        return test is null
            ? new SpendForecast(history, model, now, until, SpreadOfHours(values, model, ahead), ForecastBasis.Variance, accuracy: null)
            : new SpendForecast(history, model, now, until, test.Spread, ForecastBasis.Backtest, test.Accuracy());
    }

    /// <summary>
    /// When so much more will have been spent, at the upper end, the middle and the lower end of the range; null where that is not before
    /// the forecast ends.
    /// </summary>
    public (DateTimeOffset? Earliest, DateTimeOffset? Expected, DateTimeOffset? Latest) Reach(double amount) =>
        (ReachAt(amount, spread.High), ReachAt(amount, spread.Median), ReachAt(amount, spread.Low));

    private DateTimeOffset? ReachAt(double amount, double factor)
    {
        var sum = 0d;
        foreach (var (index, share, start) in Hours())
        {
            var next = factor * share * model.Expect(index);
            if (next > 0 && sum + next >= amount)
                return start + TimeSpan.FromHours(share * Math.Clamp((amount - sum) / next, 0, 1));
            sum += next;
        }

        return null;
    }

    // The hours from now to the end, the first and the last by the part of them that is in it.
    private IEnumerable<(int Index, double Share, DateTimeOffset Start)> Hours()
    {
        for (var start = now; start < until;)
        {
            var hour = HourRange.Floor(start);
            var end = hour.AddHours(1) < until ? hour.AddHours(1) : until;
            yield return ((int)(hour - history.Start).TotalHours, (end - start).TotalHours, start);
            start = end;
        }
    }

    // The variance of a sum of hours around a mean that is itself uncertain. Hours that resemble the hour before count as fewer.
    private static SpendRange SpreadOfHours(double[] values, HourlyModel model, int ahead)
    {
        var (squares, products, before, expected) = (0d, 0d, 0d, 0d);
        for (var i = 0; i < values.Length; i++)
        {
            var error = values[i] - model.Expect(i);
            squares += error * error;
            products += error * before;
            before = error;
        }

        for (var i = 0; i < ahead; i++)
            expected += model.Expect(values.Length + i);
        if (expected <= 0 || squares <= 0)
            return new SpendRange(1, 1, 1);
        var likeness = Math.Clamp(products / squares, 0, 0.9);
        var sticky = (1 + likeness) / (1 - likeness);
        var variance = squares / values.Length * sticky * (ahead + ((double)ahead * ahead * sticky / values.Length));
        var wide = TenthOfNormal * Math.Sqrt(variance) / expected;
        return new SpendRange(Math.Max(0, 1 - wide), 1, 1 + wide);
    }
}
