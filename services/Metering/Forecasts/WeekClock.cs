using NodaTime;

namespace Tollgate.Metering.Forecasts;

/// <summary>The hour of the week that each hour of a stretch of time is in, as clocks of a zone show it: Monday midnight is 0.</summary>
internal sealed class WeekClock
{
    public const int HoursOfWeek = 168;

    private readonly int[] slots;

    private WeekClock(int[] slots) => this.slots = slots;

    /// <param name="start">The first hour.</param>
    /// <param name="hours">How many.</param>
    /// <param name="timeZone">IANA name.</param>
    public static WeekClock Of(DateTimeOffset start, int hours, string timeZone)
    {
        var zone = DateTimeZoneProviders.Tzdb[timeZone];
        var slots = new int[hours];
        for (var i = 0; i < hours; i++)
        {
            var local = Instant.FromDateTimeOffset(start.AddHours(i)).InZone(zone).LocalDateTime;
            slots[i] = (((int)local.DayOfWeek - 1) * 24) + local.Hour;
        }

        return new WeekClock(slots);
    }

    public int HourOfWeek(int hour) => slots[hour];

    public int HourOfDay(int hour) => slots[hour] % 24;

    /// <summary>The hour of a weekday, 0 to 23, or of the weekend, 24 to 47.</summary>
    public int HourOfWorkOrRest(int hour) => WorkOrRest(slots[hour]);

    /// <summary>The same for an hour of the week.</summary>
    public static int WorkOrRest(int hourOfWeek) => (hourOfWeek >= 5 * 24 ? 24 : 0) + (hourOfWeek % 24);
}
