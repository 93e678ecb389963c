using System.Globalization;

namespace Tollgate.Metering.Persistence;

/// <summary>A day's rows: by attempt id, since UUIDv7 begins with the milliseconds since 1970, or by time.</summary>
/// <param name="Day">UTC.</param>
internal readonly record struct DayPartition(DateOnly Day)
{
    public Guid From => Lowest(Day);

    public Guid To => Lowest(Day.AddDays(1));

    /// <summary>The day as bounds of attempt ids.</summary>
    public string AttemptBounds => $"FROM ('{From}') TO ('{To}')";

    /// <summary>The day as bounds of time.</summary>
    public string TimeBounds => string.Create(CultureInfo.InvariantCulture, $"FROM ('{Day:yyyy-MM-dd} 00:00+00') TO ('{Day.AddDays(1):yyyy-MM-dd} 00:00+00')");

    public string NameIn(string table) => string.Create(CultureInfo.InvariantCulture, $"{table}_{Day:yyyyMMdd}");

    public static IEnumerable<DayPartition> Ahead(DateTimeOffset now, int daysAhead) =>
        Enumerable.Range(0, daysAhead + 1).Select(days => new DayPartition(DateOnly.FromDateTime(now.UtcDateTime).AddDays(days)));

    private static Guid Lowest(DateOnly day)
    {
        var milliseconds = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeMilliseconds();
        return Guid.ParseExact(milliseconds.ToString("x12", CultureInfo.InvariantCulture) + new string('0', 20), "N");
    }
}
