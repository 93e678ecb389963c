using System.Globalization;

namespace Tollgate.Tokens;

/// <summary>
/// Claude's image tokens. Earlier documentation: about w·h/750 of an image of at most 1568 pixels a side and about 1600 tokens.
/// Current: 28-pixel patches, at most 1568 pixels and 1568 patches, or 2576 and 4784 from Claude 4.7 on.
/// </summary>
public static class ClaudeImages
{
    private const int Patch = 28;
    private const int LegacyEdge = 1568;
    private const int LegacyTokens = 1600;

    // The sources give no day for the change. Measurements of early 2026 already follow patches, documentation of 2025 does not;
    // the worst case covers both rules on either side, so the day moves the likely figure only.
    private static readonly DateTimeOffset PatchesSince = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Limits before Claude 4.7.</summary>
    public static ClaudeImageLimits Standard { get; } = new(LongestSide: 1568, MaxTokens: 1568);

    /// <summary>Limits from Claude 4.7 on.</summary>
    public static ClaudeImageLimits HighResolution { get; } = new(LongestSide: 2576, MaxTokens: 4784);

    /// <summary>The limits of a model by its name; a model whose version cannot be read is taken for a new one.</summary>
    public static ClaudeImageLimits LimitsOf(string model) => Version(ModelFamilies.BareName(model)) is { } version && version < 4.7m
        ? Standard
        : HighResolution;

    internal static TokenEstimate Count(string model, ImageSize size, DateTimeOffset at)
    {
        var legacy = Legacy(size);
        var patches = Patches(size, LimitsOf(model));
        return new TokenEstimate(at < PatchesSince ? legacy : patches, Math.Max(legacy, patches));
    }

    /// <summary>Tokens by the earlier rule, after its own shrinking.</summary>
    internal static long Legacy(ImageSize size)
    {
        var edge = Math.Min(size.Longest, LegacyEdge);
        var pixels = (decimal)size.Width * size.Height * edge * edge / (size.Longest * size.Longest);
        return Math.Min(LegacyTokens, (long)decimal.Ceiling(pixels / 750));
    }

    /// <summary>Patches of an image after it was fitted to the limits.</summary>
    internal static long Patches(ImageSize size, ClaudeImageLimits limits)
    {
        var fitted = limits.Fit(size);
        return Grid.Tiles(fitted.Width, fitted.Height, Patch);
    }

    /// <summary>Reads 4.5 from claude-sonnet-4-5-20250929, 3 from claude-3-opus, 5 from claude-opus-5.</summary>
    private static decimal? Version(string name)
    {
        var numbers = name.Split('-', '.', '@').SkipWhile(part => !IsVersionPart(part)).TakeWhile(IsVersionPart).Take(2).ToArray();
        return decimal.TryParse(string.Join('.', numbers), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var version)
            ? version
            : null;
    }

    private static bool IsVersionPart(string part) => part.Length is 1 or 2 && part.All(char.IsAsciiDigit);
}
