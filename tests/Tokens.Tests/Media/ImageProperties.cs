using FsCheck.Xunit;

namespace Tollgate.Tokens.Tests.Media;

public sealed class ImageProperties
{
    private static readonly string[] Models =
    [
        "gpt-4o", "gpt-4o-mini", "gpt-4.1", "gpt-4.1-mini", "gpt-4.1-nano", "o3", "o4-mini", "gpt-5", "gpt-5-mini", "gpt-5.5", "gpt-image-1",
        "claude-sonnet-4-5", "claude-opus-5", "gemini-2.5-pro", "gemini-1.5-pro", "gemini-3-pro", "command-a-03-2025", "granite-vision-3-2-2b", "anything",
    ];

    [Property]
    public bool Every_model_counts_every_image_between_one_token_and_its_reserve(int width, int height)
    {
        var size = Size(width, height);
        return Models.All(model =>
        {
            var estimate = ImageTokens.Count(model, size, ImageDetail.Auto, DateTimeOffset.MaxValue);
            return estimate.Likely > 0 && estimate.WorstCase >= estimate.Likely;
        });
    }

    [Property(MaxTest = 500)]
    public bool Whole_number_patches_equal_the_documented_formula_with_a_guard(int width, int height)
    {
        var size = Size(width, height);
        if (size.Longest > 64 * size.Shortest)
            return true;

        return OpenAiPatches.Patches(size) == Documented(size.Width, size.Height);
    }

    [Property(MaxTest = 300)]
    public bool A_fitted_claude_image_meets_both_limits_and_one_pixel_more_does_not(int width, int height)
    {
        var size = Size(width, height);
        foreach (var limits in (ClaudeImageLimits[])[ClaudeImages.Standard, ClaudeImages.HighResolution])
        {
            var fitted = limits.Fit(size);
            if (!limits.Meets(fitted))
                return false;
            if (fitted != size && limits.Meets(ClaudeImageLimits.Scaled(size, (int)fitted.Longest + 1)))
                return false;
        }

        return true;
    }

    /// <summary>The formula as written, in floating point with the guard that it needs.</summary>
    private static long Documented(double width, double height)
    {
        const double guard = 1e-9;
        var raw = (long)(Math.Ceiling(width / 32) * Math.Ceiling(height / 32));
        if (raw <= 1536)
            return raw;

        var r = Math.Sqrt(32 * 32 * 1536 / (width * height));
        var (across, down) = (width * r / 32, height * r / 32);
        r *= Math.Min(Math.Floor(across + guard) / across, Math.Floor(down + guard) / down);
        return Math.Min(1536, (long)(Math.Ceiling(width * r / 32 - guard) * Math.Ceiling(height * r / 32 - guard)));
    }

    private static ImageSize Size(int width, int height) =>
        new(1 + (int)(Scatter(width) % 9_000), 1 + (int)(Scatter(height) % 9_000));

    // FsCheck's integers start small; images should not.
    private static long Scatter(int value) => Math.Abs((long)value * 2_654_435_761L % 1_000_003L);
}
