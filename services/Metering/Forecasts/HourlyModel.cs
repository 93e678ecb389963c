using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Metering.Forecasts;

/// <summary>How a model is made: which rhythm it follows, and after how many hours what it saw counts half.</summary>
internal readonly record struct ModelKind(ForecastRhythm Rhythm, double HalfLife);

/// <summary>
/// What is expected of an hour: a level, which follows recent hours, times the hour's part in the rhythm of the day or week. An hour of the
/// week that was seen only a few times leans on the same hour of all weekdays or of the weekend, an hour of the day on the average.
/// </summary>
internal sealed class HourlyModel
{
    private const int DayNeeds = 2 * 24;
    private const int WeekNeeds = 2 * WeekClock.HoursOfWeek;

    // How many sightings the coarser rhythm weighs as much as.
    private const double Shrink = 1;

    private readonly double[]? factors;
    private readonly WeekClock clock;
    private readonly double level;

    private HourlyModel(double level, double[]? factors, WeekClock clock, ForecastRhythm rhythm)
    {
        this.level = level;
        this.factors = factors;
        this.clock = clock;
        Rhythm = rhythm;
    }

    /// <summary>Every kind that is worth a try: three rhythms, and memories of a quarter of a day to two weeks.</summary>
    public static IReadOnlyList<ModelKind> Kinds { get; } =
    [
        .. from rhythm in new[] { ForecastRhythm.Week, ForecastRhythm.Day, ForecastRhythm.None }
           from halfLife in new double[] { 72, 24, 6, 336 }
           select new ModelKind(rhythm, halfLife),
    ];

    /// <summary>The one that is taken when nothing can be tried: the first.</summary>
    public static ModelKind Default => Kinds[0];

    /// <summary>The rhythm that it follows: what was asked for, or the finest that there is history for.</summary>
    public ForecastRhythm Rhythm { get; }

    /// <summary>Makes a model of the hours before <paramref name="now"/>; it knows nothing of later ones.</summary>
    public static HourlyModel Fit(ReadOnlySpan<double> values, int now, WeekClock clock, ModelKind kind)
    {
        var history = values[..now];
        var rhythm = kind.Rhythm == ForecastRhythm.Week && now < WeekNeeds ? ForecastRhythm.Day : kind.Rhythm;
        rhythm = rhythm == ForecastRhythm.Day && now < DayNeeds ? ForecastRhythm.None : rhythm;
        var factors = rhythm == ForecastRhythm.None ? null : Factors(history, clock, rhythm);
        return new HourlyModel(Level(history, clock, factors, kind.HalfLife), factors, clock, rhythm);
    }

    /// <summary>All hours alike.</summary>
    public static HourlyModel Flat(double level, WeekClock clock) => new(level, factors: null, clock, ForecastRhythm.None);

    /// <summary>What is expected of an hour of the clock.</summary>
    public double Expect(int hour) => factors is null ? level : level * factors[clock.HourOfWeek(hour)];

    private static double[]? Factors(ReadOnlySpan<double> history, WeekClock clock, ForecastRhythm rhythm)
    {
        var total = 0d;
        foreach (var value in history)
            total += value;
        var mean = total / history.Length;
        if (mean <= 0)
            return null;

        var byDay = Averages(history, 24, clock.HourOfDay);
        var byKind = Averages(history, 2 * 24, clock.HourOfWorkOrRest);
        var byWeek = Averages(history, WeekClock.HoursOfWeek, clock.HourOfWeek);
        var factors = new double[WeekClock.HoursOfWeek];
        for (var slot = 0; slot < factors.Length; slot++)
        {
            factors[slot] = rhythm == ForecastRhythm.Day
                ? byDay[slot % 24].Near(mean) / mean
                : byWeek[slot].Near(byKind[WeekClock.WorkOrRest(slot)].Near(mean)) / mean;
        }

        return factors;
    }

    private static Average[] Averages(ReadOnlySpan<double> history, int count, Func<int, int> slotOf)
    {
        var averages = new Average[count];
        for (var i = 0; i < history.Length; i++)
        {
            ref var average = ref averages[slotOf(i)];
            average = new Average(average.Sum + history[i], average.Count + 1);
        }

        return averages;
    }

    // Weighed by age, and compared with what the rhythm has for the same hours: a quiet night does not lower it.
    private static double Level(ReadOnlySpan<double> history, WeekClock clock, double[]? factors, double halfLife)
    {
        var fade = Math.Pow(0.5, 1 / halfLife);
        var (weight, amounts, parts) = (1d, 0d, 0d);
        for (var i = history.Length - 1; i >= 0; i--, weight *= fade)
        {
            amounts += weight * history[i];
            parts += weight * (factors is null ? 1 : factors[clock.HourOfWeek(i)]);
        }

        return parts > 0 ? Math.Max(0, amounts / parts) : 0;
    }

    private readonly record struct Average(double Sum, int Count)
    {
        /// <summary>With as much weight for what is known without it as for one sighting.</summary>
        public double Near(double known) => (Sum + (Shrink * known)) / (Count + Shrink);
    }
}
