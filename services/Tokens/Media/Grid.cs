namespace Tollgate.Tokens;

/// <summary>Whole-number arithmetic for image grids: no floating point, so 33 patches are never 33.0000001 rounded up to 34.</summary>
internal static class Grid
{
    public static long CeilDiv(long value, long by) => (value + by - 1) / by;

    public static long Tiles(long width, long height, long side) => CeilDiv(width, side) * CeilDiv(height, side);

    /// <summary>Floor of the square root of numerator / denominator.</summary>
    public static long FloorSqrt(long numerator, long denominator)
    {
        var value = numerator / denominator;
        var root = (long)Math.Sqrt(value);
        while (root * root > value)
            root--;
        while ((root + 1) * (root + 1) <= value)
            root++;

        return root;
    }
}
