using NodaTime;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Metering.Budgets;

/// <summary>One period of a budget, as instants. A total budget's only period has no ends.</summary>
/// <param name="Start">Inclusive; <see cref="DateTimeOffset.MinValue"/> for a total budget.</param>
/// <param name="End">Exclusive; <see cref="DateTimeOffset.MaxValue"/> for a total budget.</param>
internal readonly record struct PeriodWindow(DateTimeOffset Start, DateTimeOffset End)
{
    public static readonly PeriodWindow Forever = new(DateTimeOffset.MinValue, DateTimeOffset.MaxValue);

    public bool IsForever => this == Forever;

    public bool Contains(DateTimeOffset instant) => Start <= instant && instant < End;

    /// <summary>The period that an instant lies in.</summary>
    public static PeriodWindow At(BudgetPeriod period, string timeZone, DateTimeOffset now)
    {
        if (period == BudgetPeriod.Total)
            return Forever;

        var zone = DateTimeZoneProviders.Tzdb[timeZone];
        var instant = Instant.FromDateTimeOffset(now);
        var first = FirstDay(period, instant.InZone(zone).Date);
        // Clocks that are set back over midnight show yesterday's date again after today has begun: today stays today.
        while (StartOf(Next(period, first), zone) <= instant)
            first = Next(period, first);
        return new PeriodWindow(
            StartOf(first, zone).ToDateTimeOffset(), StartOf(Next(period, first), zone).ToDateTimeOffset());
    }

    private static LocalDate FirstDay(BudgetPeriod period, LocalDate date) => period switch
    {
        BudgetPeriod.Day => date,
        BudgetPeriod.Week => date.PlusDays(1 - (int)date.DayOfWeek),
        BudgetPeriod.Month => new LocalDate(date.Year, date.Month, 1),
        _ => throw new ArgumentOutOfRangeException(nameof(period), period, null),
    };

    private static LocalDate Next(BudgetPeriod period, LocalDate first) => period switch
    {
        BudgetPeriod.Day => first.PlusDays(1),
        BudgetPeriod.Week => first.PlusDays(7),
        _ => first.PlusMonths(1),
    };

    // The first instant of a date: where the clock skips midnight (or a whole day) that is when it jumps, and where midnight comes twice
    // it is the first.
    private static Instant StartOf(LocalDate date, DateTimeZone zone)
    {
        var mapping = zone.MapLocal(date.AtMidnight());
        return mapping.Count == 0 ? mapping.LateInterval.Start : mapping.First().ToInstant();
    }
}
