namespace Tollgate.Tokens;

/// <summary>
/// Gemini's image tokens: 258 for a small image, 258 a tile for others. Its pages give two rules for the tiles which cross each
/// other, so the larger is reserved and the settled amount follows the reported usage.
/// </summary>
internal static class GeminiImages
{
    private const int PerTile = 258;
    private const int SmallSide = 384;
    private const int TileSide = 768;
    private const int MinUnit = 256;
    private const int Gemini3Default = 1120;

    public static TokenEstimate Count(string name, ImageSize size)
    {
        if (name.StartsWith("gemini-3", StringComparison.Ordinal))
            return new TokenEstimate(Gemini3Default, Math.Max(Gemini3Default, Math.Max(ByCrop(size, 1), ByTile(size))));

        if (size.Longest <= SmallSide)
            return TokenEstimate.Exactly(PerTile);

        // Gemini 1.5's page also kept the unit within 256…768; later pages show neither bound, only a worked example.
        var likely = name.StartsWith("gemini-1.5", StringComparison.Ordinal) ? ByCrop(size, MinUnit, TileSide) : ByCrop(size, MinUnit);
        return new TokenEstimate(likely, Math.Max(likely, Math.Max(ByCrop(size, 1), ByTile(size))));
    }

    /// <summary>Tiles of 768 pixels.</summary>
    public static long ByTile(ImageSize size) =>
        size.Longest <= SmallSide ? PerTile : PerTile * Grid.Tiles(size.Width, size.Height, TileSide);

    /// <summary>Tiles of two thirds of the shorter side.</summary>
    public static long ByCrop(ImageSize size, int minUnit, int maxUnit = int.MaxValue)
    {
        if (size.Longest <= SmallSide)
            return PerTile;

        var unit = Math.Clamp(size.Shortest * 2 / 3, minUnit, maxUnit);
        return PerTile * Grid.Tiles(size.Width, size.Height, unit);
    }
}
