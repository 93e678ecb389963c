namespace Tollgate.Bench.Metering;

/// <summary>So much work in so much time.</summary>
internal readonly record struct Rate(long Count, TimeSpan Elapsed)
{
    public double PerSecond => Count / Elapsed.TotalSeconds;

    public static Rate operator +(Rate left, Rate right) => new(left.Count + right.Count, left.Elapsed + right.Elapsed);
}
