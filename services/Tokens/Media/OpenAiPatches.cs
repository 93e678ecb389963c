namespace Tollgate.Tokens;

/// <summary>
/// OpenAI's patch formula: 32-pixel patches, at most 1536 after shrinking, times the model's multiplier.
/// </summary>
/// <param name="Multiplier">What one patch is billed as.</param>
internal sealed record OpenAiPatches(decimal Multiplier)
{
    public const int Cap = 1536;
    private const int Side = 32;

    /// <summary>What one patch is reserved as, where reports and documentation differ.</summary>
    public decimal ReservedMultiplier { get; init; } = Multiplier;

    /// <summary>False where the model's cap is not published: nothing bounds a large image then.</summary>
    public bool IsCapKnown { get; init; } = true;

    public TokenEstimate Count(ImageSize size)
    {
        var raw = Grid.Tiles(size.Width, size.Height, Side);
        var likely = (long)decimal.Round(Patches(size) * Multiplier, MidpointRounding.AwayFromZero);

        // A shrunk image is billed at the cap, whatever the formula says: 4000×1474 on 4.1-mini is 1449 patches by the
        // provider's own calculator and was billed as 1536.
        var reserved = raw > Cap && IsCapKnown ? Cap : raw;
        var worst = Math.Max(likely, (long)decimal.Ceiling(reserved * ReservedMultiplier));
        return new TokenEstimate(likely, worst, isExact: raw <= Cap && IsCapKnown);
    }

    /// <summary>
    /// Patches after shrinking. In real numbers: r = √(32²·1536 / wh), reduced so that one side is a whole number of patches. That
    /// side has a = ⌊√(1536 w/h)⌋ or b = ⌊√(1536 h/w)⌋ patches, and the other side follows by proportion.
    /// </summary>
    public static long Patches(ImageSize size)
    {
        var raw = Grid.Tiles(size.Width, size.Height, Side);
        if (raw <= Cap)
            return raw;

        long width = size.Width, height = size.Height;
        var across = Math.Max(1, Grid.FloorSqrt(Cap * width, height));
        var down = Math.Max(1, Grid.FloorSqrt(Cap * height, width));
        var patches = across * height <= down * width
            ? across * Grid.CeilDiv(height * across, width)
            : down * Grid.CeilDiv(width * down, height);
        return Math.Min(Cap, patches);
    }
}
