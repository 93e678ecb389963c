using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Metering.Forecasts;

/// <summary>
/// Forecasts of so many hours, made at earlier times from what was known then, against what came. It chooses the kind of model, its errors are
/// the range of the forecast, and it says how good such forecasts were.
/// </summary>
internal sealed class Backtest
{
    private const int Most = 28;
    private const int Fewest = 8;
    private const int Day = 24;

    private readonly double[] actual;
    private readonly double[] predicted;
    private readonly double[] runRate;
    private readonly double[] ratios;

    private Backtest(ModelKind kind, double[] actual, double[] predicted, double[] runRate)
    {
        Kind = kind;
        this.actual = actual;
        this.predicted = predicted;
        this.runRate = runRate;
        ratios = [.. actual.Zip(predicted).Where(pair => pair.Second > 0).Select(pair => pair.First / pair.Second).Order()];
    }

    /// <summary>The kind of model that was nearest.</summary>
    public ModelKind Kind { get; }

    /// <summary>What came as a share of what was forecast, as a range.</summary>
    public SpendRange Spread => new(Quantile(ratios, 0.1), Quantile(ratios, 0.5), Quantile(ratios, 0.9));

    /// <summary>Null when history is too short, or too idle, to judge by.</summary>
    /// <param name="values">Whole hours.</param>
    /// <param name="clock">Of the same hours.</param>
    /// <param name="ahead">Hours that are forecast.</param>
    /// <param name="memory">Hours that a run rate is the average of.</param>
    public static Backtest? Run(double[] values, WeekClock clock, int ahead, int memory)
    {
        var origins = Origins(values.Length, ahead);
        if (origins.Count < Fewest)
            return null;
        var actual = origins.Select(origin => values.AsSpan(origin, ahead).ToArray().Sum()).ToArray();
        if (actual.Sum() <= 0)
            return null;
        var best = HourlyModel.Kinds
            .Select(kind => (Kind: kind, Predicted: origins.Select(origin => Predict(values, clock, origin, ahead, kind)).ToArray()))
            .MinBy(tried => Error(tried.Predicted, actual));
        var runRate = origins.Select(origin => ahead * Mean(values.AsSpan(0, origin), memory)).ToArray();
        var test = new Backtest(best.Kind, actual, best.Predicted, runRate);
        return test.ratios.Length < Fewest ? null : test;
    }

    public ForecastAccuracy Accuracy()
    {
        var came = actual.Sum();
        return new ForecastAccuracy
        {
            Forecasts = actual.Length,
            ErrorBasisPoints = BasisPoints(Error(predicted, actual) / came),
            RunRateErrorBasisPoints = BasisPoints(Error(runRate, actual) / came),
            BiasBasisPoints = BasisPoints((predicted.Sum() - came) / came),
            CoveredBasisPoints = BasisPoints((double)Enumerable.Range(0, ratios.Length).Count(IsCovered) / ratios.Length),
        };
    }

    // Every day at this hour where there are days enough; else spread over what there is. The first third of history only teaches, up to a week of it.
    private static List<int> Origins(int hours, int ahead)
    {
        var last = hours - ahead;
        var first = Math.Clamp(hours / 3, 3, WeekClock.HoursOfWeek);
        var step = (last - first) / Day >= Fewest ? Day : Math.Max(1, (last - first) / Most);
        var origins = new List<int>();
        for (var origin = last; origin >= first && origins.Count < Most; origin -= step)
            origins.Add(origin);
        return origins;
    }

    private static double Predict(double[] values, WeekClock clock, int origin, int ahead, ModelKind kind)
    {
        var model = HourlyModel.Fit(values, origin, clock, kind);
        var sum = 0d;
        for (var i = 0; i < ahead; i++)
            sum += model.Expect(origin + i);
        return sum;
    }

    private static double Mean(ReadOnlySpan<double> history, int memory)
    {
        var recent = history[Math.Max(0, history.Length - Math.Max(1, memory))..];
        var sum = 0d;
        foreach (var value in recent)
            sum += value;
        return sum / recent.Length;
    }

    // Leans outwards when there are few: the n-th of n is not the largest there can be.
    private static double Quantile(ReadOnlySpan<double> ordered, double share)
    {
        var place = (share * (ordered.Length + 1)) - 1;
        var below = (int)Math.Floor(Math.Clamp(place, 0, ordered.Length - 1));
        var above = Math.Min(below + 1, ordered.Length - 1);
        return ordered[below] + (Math.Clamp(place - below, 0, 1) * (ordered[above] - ordered[below]));
    }

    private static double Error(double[] predicted, double[] actual) => predicted.Zip(actual, (p, a) => Math.Abs(p - a)).Sum();

    private bool IsCovered(int place)
    {
        double[] others = [.. ratios[..place], .. ratios[(place + 1)..]];
        return ratios[place] >= Quantile(others, 0.1) && ratios[place] <= Quantile(others, 0.9);
    }

    private static int BasisPoints(double share) => (int)Math.Clamp(Math.Round(share * 10_000), int.MinValue, int.MaxValue);
}
