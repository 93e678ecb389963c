namespace Tollgate.Tokens.Tests.Media;

/// <summary>Worked examples and measurements from the vendors' pages and forums.</summary>
public sealed class ImageDocumentationTests
{
    private static readonly DateTimeOffset Year2025 = new(2025, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Year2026 = new(2026, 8, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("gpt-4o", 1024, 1024, ImageDetail.High, 765)]
    [InlineData("gpt-4o", 2048, 4096, ImageDetail.High, 1105)]
    [InlineData("gpt-4o", 4096, 8192, ImageDetail.Low, 85)]
    [InlineData("gpt-4o-mini", 1024, 1024, ImageDetail.High, 25501)]
    [InlineData("gpt-4o-mini", 2048, 4096, ImageDetail.High, 36835)]
    [InlineData("gpt-4o-mini", 4096, 8192, ImageDetail.Low, 2833)]
    public void OpenAi_tile_examples_hold(string model, int width, int height, ImageDetail detail, long tokens) =>
        Assert.Equal(TokenEstimate.Exactly(tokens), Count(model, width, height, detail));

    [Fact]
    public void A_small_image_is_likely_left_alone_and_reserved_enlarged()
    {
        // Billed as two tiles (768×512); the documentation's text would make it 1152×768, six tiles.
        var estimate = Count("gpt-4o", 768, 512, ImageDetail.High);

        Assert.Equal((85 + 2 * 170, 85 + 6 * 170, false), (estimate.Likely, estimate.WorstCase, estimate.IsExact));
    }

    [Theory]
    [InlineData(1024, 1024, 1024)]
    [InlineData(1800, 2400, 1452)]
    public void OpenAi_patch_examples_hold(int width, int height, long patches) =>
        Assert.Equal(patches, OpenAiPatches.Patches(new ImageSize(width, height)));

    [Theory]
    [InlineData("gpt-4.1-mini", 1024, 1024, 1658.88)]
    [InlineData("gpt-4.1-mini", 1800, 2400, 2352.24)]
    [InlineData("gpt-4.1-nano", 1024, 1024, 2519.04)]
    [InlineData("gpt-5-nano", 1800, 2400, 3571.92)]
    [InlineData("o4-mini", 1024, 1024, 1761.28)]
    [InlineData("o4-mini", 1800, 2400, 2497.44)]
    public void A_patch_is_billed_as_its_models_multiple_of_a_token(string model, int width, int height, decimal billed) =>
        Assert.Equal((long)decimal.Round(billed, MidpointRounding.AwayFromZero), Count(model, width, height, ImageDetail.High).Likely);

    [Fact]
    public void An_image_billed_at_the_cap_is_within_the_reserve()
    {
        // The provider's own calculator says 2348 (1449 patches × 1.62); 2488 (1536 × 1.62) was billed. Likely takes the calculator's
        // side, the reserve the bill's.
        var estimate = Count("gpt-4.1-mini", 4000, 1474, ImageDetail.High);

        Assert.Equal(2347, estimate.Likely);
        Assert.InRange(2488, estimate.Likely, estimate.WorstCase);
        Assert.Equal(2489, estimate.WorstCase);
    }

    [Fact]
    public void The_largest_image_of_a_patch_model_is_reserved_at_cap_times_multiplier()
    {
        Assert.Equal(2489, Count("gpt-5-mini", 8000, 8000, ImageDetail.High).WorstCase);
        Assert.Equal(3779, Count("gpt-4.1-nano", 8000, 8000, ImageDetail.High).WorstCase);
        Assert.Equal(2642, Count("o4-mini", 8000, 8000, ImageDetail.High).WorstCase);
    }

    [Theory]
    [InlineData("gpt-5.4-mini")]
    [InlineData("gpt-5.5")]
    [InlineData("gpt-5.6-luna")]
    public void A_model_whose_rule_is_only_reported_is_flagged_and_reserved_without_a_cap(string model)
    {
        var estimate = Count(model, 4096, 4096, ImageDetail.High);

        Assert.False(estimate.IsExact);
        Assert.True(estimate.WorstCase >= 128 * 128 * 1.2m);
    }

    [Fact]
    public void One_pixel_more_is_still_one_tile_on_an_image_model()
    {
        // The API reported 194 for 1024×1025, so sides are whole pixels after scaling; a literal ⌈512.5/512⌉ would give two tiles.
        // Edits also carried about 32 text tokens nobody documents: both are in the reserve.
        var estimate = GptImages.Input(new ImageSize(1024, 1025), ImageFidelity.Low);

        Assert.Equal((194, 323 + 32), (estimate.Likely, estimate.WorstCase));
    }

    [Theory]
    [InlineData(1024, 1024, ImageFidelity.Low, 194)]
    [InlineData(1024, 1024, ImageFidelity.High, 4354)]
    [InlineData(1024, 1536, ImageFidelity.Low, 323)]
    [InlineData(1024, 1536, ImageFidelity.High, 6563)]
    public void An_image_models_input_has_its_published_size(int width, int height, ImageFidelity fidelity, long tokens) =>
        Assert.Equal(tokens, GptImages.Input(new ImageSize(width, height), fidelity).Likely);

    [Theory]
    [InlineData(ImageQuality.Low, ImageShape.Square, 272)]
    [InlineData(ImageQuality.Low, ImageShape.Portrait, 408)]
    [InlineData(ImageQuality.Low, ImageShape.Landscape, 400)]
    [InlineData(ImageQuality.Medium, ImageShape.Square, 1056)]
    [InlineData(ImageQuality.Medium, ImageShape.Portrait, 1584)]
    [InlineData(ImageQuality.Medium, ImageShape.Landscape, 1568)]
    [InlineData(ImageQuality.High, ImageShape.Square, 4160)]
    [InlineData(ImageQuality.High, ImageShape.Portrait, 6240)]
    [InlineData(ImageQuality.High, ImageShape.Landscape, 6208)]
    public void Generated_images_have_listed_sizes(ImageQuality quality, ImageShape shape, long tokens) =>
        Assert.Equal(TokenEstimate.Exactly(tokens), GptImages.Output(quality, shape));

    [Fact]
    public void Quality_left_to_the_provider_is_reserved_as_high() =>
        Assert.Equal(new TokenEstimate(1056, 4160), GptImages.Output(ImageQuality.Auto, ImageShape.Square));

    [Theory]
    [InlineData(200, 200, 54)]
    [InlineData(1000, 1000, 1334)]
    [InlineData(1092, 1092, 1590)]
    public void Claudes_earlier_table_holds_before_the_change(int width, int height, long tokens) =>
        Assert.Equal(tokens, ImageTokens.Count("claude-3-7-sonnet-20250219", new ImageSize(width, height), ImageDetail.Auto, Year2025).Likely);

    [Theory]
    [InlineData("claude-opus-4-7", 1075, 1520, 2145)]
    [InlineData("claude-sonnet-4-5", 1075, 1520, 1551)]
    [InlineData("claude-opus-5", 3840, 2160, 4784)]
    [InlineData("us.anthropic.claude-haiku-4-5-20251001-v1:0", 3840, 2160, 1560)]
    [InlineData("claude-opus-4-7", 1920, 1080, 2691)]
    public void Claudes_current_examples_hold_by_model(string model, int width, int height, long tokens) =>
        Assert.Equal(tokens, Count(model, width, height, ImageDetail.Auto).Likely);

    [Fact]
    public void Claude_is_reserved_by_whichever_rule_is_larger_on_any_date()
    {
        var size = new ImageSize(1092, 1092);
        var before = ImageTokens.Count("claude-sonnet-4-5", size, ImageDetail.Auto, Year2025);
        var after = ImageTokens.Count("claude-sonnet-4-5", size, ImageDetail.Auto, Year2026);

        Assert.Equal((1590, 1590), (before.Likely, before.WorstCase));
        Assert.Equal((1521, 1590), (after.Likely, after.WorstCase));
    }

    [Theory]
    [InlineData(384, 384, 258, 258)]
    // The worked example: unit 360, six tiles. A popular shortcut gives 516; likely and reserve both take the example's side.
    [InlineData(960, 540, 1548, 1548)]
    // Here the rules cross: the example's rule says 1032, tiles of 768 say 36 × 258.
    [InlineData(4096, 4096, 1032, 9288)]
    public void Gemini_takes_the_worked_example_and_reserves_the_larger_rule(int width, int height, long likely, long worst)
    {
        var estimate = Count("gemini-2.5-pro", width, height, ImageDetail.Auto);

        Assert.Equal((likely, worst), (estimate.Likely, estimate.WorstCase));
    }

    [Fact]
    public void Gemini_1_5_keeps_its_unit_between_256_and_768() =>
        Assert.Equal(36 * 258, Count("gemini-1.5-pro", 4096, 4096, ImageDetail.Auto).Likely);

    [Fact]
    public void A_side_of_nothing_or_of_no_end_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageSize(0, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageSize(10, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageSize(10, ImageSize.MaxSide + 1));
    }

    private static TokenEstimate Count(string model, int width, int height, ImageDetail detail) =>
        ImageTokens.Count(model, new ImageSize(width, height), detail, Year2026);
}
