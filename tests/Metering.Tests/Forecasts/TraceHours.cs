using System.Globalization;
using System.Text.Json;
using Tollgate.Testing;

namespace Tollgate.Metering.Tests.Forecasts;

/// <summary>
/// Recorded traffic, stretched: traces are under an hour long, so a few seconds of them stand for an hour. Arrivals, bursts and sizes are real;
/// a rhythm of the week is not in them, and is laid over where a test says so.
/// </summary>
internal static class TraceHours
{
    /// <summary>Calls with their place in the trace in seconds and their tokens, in order.</summary>
    public static IReadOnlyList<(double Second, long Tokens)> Read(string file) =>
        file.EndsWith(".csv", StringComparison.Ordinal) ? ReadCsv(file) : ReadJson(file);

    /// <summary>Tokens of each hour, of which one is so many seconds of the trace. The last, which is cut, is left out.</summary>
    public static double[] Tokens(string file, double secondsAnHour)
    {
        var calls = Read(file);
        var hours = new double[(int)(calls[^1].Second / secondsAnHour)];
        foreach (var (second, tokens) in calls)
        {
            if ((int)(second / secondsAnHour) is var hour && hour < hours.Length)
                hours[hour] += tokens;
        }

        return hours;
    }

    /// <summary>
    /// The share of a week's traffic that is kept in an hour of it: office hours on weekdays, a fifth of that on evenings, a twentieth at night
    /// and on weekends. Made up.
    /// </summary>
    public static double OfficeWeek(int hourOfWeek)
    {
        var hour = hourOfWeek % 24;
        return hourOfWeek >= 5 * 24 || hour is < 7 or >= 22 ? 0.05 : hour is >= 9 and < 17 ? 1 : 0.2;
    }

    private static List<(double Second, long Tokens)> ReadCsv(string file)
    {
        var rows = File.ReadLines(SharedData.Path(file)).Skip(1).Select(line => line.Split(',')).ToArray();
        var first = DateTime.Parse(rows[0][0], CultureInfo.InvariantCulture);
        return [.. rows.Select(row => (
            (DateTime.Parse(row[0], CultureInfo.InvariantCulture) - first).TotalSeconds,
            long.Parse(row[1], CultureInfo.InvariantCulture) + long.Parse(row[2], CultureInfo.InvariantCulture)))];
    }

    private static List<(double Second, long Tokens)> ReadJson(string file)
    {
        var calls = new List<(double, long)>();
        foreach (var line in File.ReadLines(SharedData.Path(file)))
        {
            using var row = JsonDocument.Parse(line);
            calls.Add((
                row.RootElement.GetProperty("timestamp").GetDouble() / 1000,
                row.RootElement.GetProperty("input_length").GetInt64() + row.RootElement.GetProperty("output_length").GetInt64()));
        }

        return calls;
    }
}
