namespace Tollgate.Metering.Forecasts;

/// <summary>What was spent in each whole hour of UTC, from the first that is known to the one before the current.</summary>
/// <param name="Start">Start of the first hour.</param>
/// <param name="Values">Amounts, idle hours as zero. For estimates only: the facts are in the rollups.</param>
internal sealed record HourlySeries(DateTimeOffset Start, double[] Values)
{
    /// <summary>Start of the current hour, of which nothing is in the values.</summary>
    public DateTimeOffset End => Start.AddHours(Values.Length);

    /// <summary>The hours from the first that has an amount to the one before <paramref name="end"/>.</summary>
    public static HourlySeries Of(IReadOnlyDictionary<DateTimeOffset, long> amounts, DateTimeOffset end)
    {
        var start = amounts.Keys.Where(hour => hour < end).DefaultIfEmpty(end).Min();
        var values = new double[(int)(end - start).TotalHours];
        for (var i = 0; i < values.Length; i++)
            values[i] = amounts.GetValueOrDefault(start.AddHours(i));
        return new HourlySeries(start, values);
    }
}
