namespace Tollgate.Metering.Forecasts;

/// <summary>An estimate with its range, in nanos or tokens.</summary>
/// <param name="Low">P10.</param>
/// <param name="Median">P50.</param>
/// <param name="High">P90.</param>
internal readonly record struct SpendRange(double Low, double Median, double High)
{
    public static SpendRange operator *(SpendRange range, double factor) => new(range.Low * factor, range.Median * factor, range.High * factor);
}
