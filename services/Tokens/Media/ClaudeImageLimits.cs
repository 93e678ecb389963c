namespace Tollgate.Tokens;

/// <summary>The largest image Claude looks at; larger ones are shrunk first, keeping their shape.</summary>
/// <param name="LongestSide">Most pixels on the longer side.</param>
/// <param name="MaxTokens">Most 28-pixel patches.</param>
public sealed record ClaudeImageLimits(int LongestSide, int MaxTokens)
{
    private const int Patch = 28;

    /// <summary>The largest size of the same shape, in whole pixels, that meets both limits; the image itself when it already does.</summary>
    public ImageSize Fit(ImageSize size)
    {
        if (Meets(size))
            return size;

        // A longer side never has fewer patches, so the longest one that fits can be found by halving.
        var (fits, tooLong) = (1, (int)Math.Min(LongestSide, size.Longest) + 1);
        while (tooLong - fits > 1)
        {
            var middle = (fits + tooLong) / 2;
            if (Meets(Scaled(size, middle)))
                fits = middle;
            else
                tooLong = middle;
        }

        return Scaled(size, fits);
    }

    internal bool Meets(ImageSize size) => size.Longest <= LongestSide && Grid.Tiles(size.Width, size.Height, Patch) <= MaxTokens;

    /// <summary>The image with its longer side brought to a length and the shorter one to the nearest pixel.</summary>
    internal static ImageSize Scaled(ImageSize size, int longest)
    {
        var shortest = (int)Math.Max(1, (2 * size.Shortest * longest + size.Longest) / (2 * size.Longest));
        return size.Width >= size.Height ? new ImageSize(longest, shortest) : new ImageSize(shortest, longest);
    }
}
