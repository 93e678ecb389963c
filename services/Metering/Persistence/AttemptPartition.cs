using System.Globalization;

namespace Tollgate.Metering.Persistence;

/// <summary>A day's range of attempt ids: UUIDv7 begins with the milliseconds since 1970.</summary>
/// <param name="Day">UTC.</param>
internal readonly record struct AttemptPartition(DateOnly Day)
{
    public Guid From => Lowest(Day);

    public Guid To => Lowest(Day.AddDays(1));

    public string NameIn(string table) => string.Create(CultureInfo.InvariantCulture, $"{table}_{Day:yyyyMMdd}");

    public static IEnumerable<AttemptPartition> Ahead(DateTimeOffset now, int daysAhead) =>
        Enumerable.Range(0, daysAhead + 1).Select(days => new AttemptPartition(DateOnly.FromDateTime(now.UtcDateTime).AddDays(days)));

    private static Guid Lowest(DateOnly day)
    {
        var milliseconds = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeMilliseconds();
        return Guid.ParseExact(milliseconds.ToString("x12", CultureInfo.InvariantCulture) + new string('0', 20), "N");
    }
}
