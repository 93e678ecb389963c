using System.Globalization;
using System.Text.Json;
using Tollgate.Testing;

namespace Tollgate.Tokens.Tests.Media;

/// <summary>Every number of the collected vectors, formula by formula.</summary>
[Trait("Data", "shared")]
public sealed class ImageVectorTests
{
    private static readonly DateTimeOffset Now = new(2026, 8, 1, 0, 0, 0, TimeSpan.Zero);

    [SkippableFact]
    public void Tile_models_count_what_the_vectors_say()
    {
        // The vectors leave small images at their size, as bills do; the documentation's text would enlarge them. The likely figure
        // takes the bills' side, the worst case the text's.
        (string Family, string[] Models)[] families =
        [
            ("gpt-4o/4.1/4.5", ["gpt-4o", "gpt-4.1", "gpt-4.5-preview", "azure/gpt-4o-2024-11-20"]),
            ("gpt-4o-mini", ["gpt-4o-mini"]),
            ("o1/o1-pro/o3", ["o1", "o1-pro", "o3"]),
            ("computer-use-preview", ["computer-use-preview"]),
            ("gpt-5", ["gpt-5", "gpt-5-chat-latest"]),
        ];
        var rows = 0;
        foreach (var (size, vector) in Section("openai_tile"))
        {
            foreach (var (family, models) in families)
            {
                foreach (var model in models)
                {
                    var expected = vector.GetProperty(family);
                    var high = ImageTokens.Count(model, size, ImageDetail.High, Now);
                    Assert.Equal(expected.GetProperty("high").GetInt64(), high.Likely);
                    Assert.True(high.WorstCase >= high.Likely);
                    Assert.Equal(high, ImageTokens.Count(model, size, ImageDetail.Auto, Now));
                    Assert.Equal(TokenEstimate.Exactly(expected.GetProperty("low").GetInt64()), ImageTokens.Count(model, size, ImageDetail.Low, Now));
                    rows++;
                }
            }
        }

        Assert.Equal(10 * 11, rows);
    }

    [SkippableFact]
    public void Patch_models_count_what_the_vectors_say()
    {
        (string Key, decimal Multiplier, string[] Models)[] families =
        [
            ("gpt-4.1-mini/gpt-5-mini(1.62)", 1.62m, ["gpt-4.1-mini", "gpt-5-mini"]),
            ("gpt-4.1-nano/gpt-5-nano(2.46)", 2.46m, ["gpt-4.1-nano", "gpt-5-nano"]),
            ("o4-mini(1.72)", 1.72m, ["o4-mini"]),
        ];
        var rows = 0;
        foreach (var (size, vector) in Section("openai_patch"))
        {
            var patches = OpenAiPatches.Patches(size);
            Assert.Equal(vector.GetProperty("patches").GetInt64(), patches);
            foreach (var (key, multiplier, models) in families)
            {
                var billed = vector.GetProperty(key).GetDecimal();
                Assert.Equal(billed, patches * multiplier);
                foreach (var model in models)
                {
                    var estimate = ImageTokens.Count(model, size, ImageDetail.High, Now);
                    Assert.Equal(decimal.Round(billed, MidpointRounding.AwayFromZero), estimate.Likely);
                    Assert.InRange(estimate.WorstCase, billed, decimal.Ceiling(1536 * multiplier));
                    rows++;
                }
            }
        }

        Assert.Equal(8 * 5, rows);
    }

    [SkippableFact]
    public void Image_model_inputs_count_what_the_vectors_say()
    {
        foreach (var (size, vector) in Section("gpt_image_1"))
        {
            Assert.Equal(vector.GetProperty("low").GetInt64(), GptImages.Input(size, ImageFidelity.Low).Likely);
            Assert.Equal(vector.GetProperty("high").GetInt64(), GptImages.Input(size, ImageFidelity.High).Likely);
            Assert.Equal(vector.GetProperty("low").GetInt64(), ImageTokens.Count("gpt-image-1", size, ImageDetail.Auto, Now).Likely);
        }
    }

    [SkippableFact]
    public void Claude_counts_and_shrinks_as_the_vectors_say()
    {
        foreach (var (size, vector) in Section("claude"))
        {
            var raw = Math.Round((decimal)size.Width * size.Height / 750, 2);
            Assert.Equal(vector.GetProperty("legacy wh/750").GetDecimal(), raw);

            // The vectors give w·h/750 of the image as sent; the documentation shrinks a large one first, and so do we.
            var shrinks = size.Longest > 1568 || raw > 1600;
            Assert.Equal(shrinks ? 1600 : (long)decimal.Ceiling(raw), ClaudeImages.Legacy(size));
            AssertFit(vector.GetProperty("standard(1568/1568)"), size, ClaudeImages.Standard, "claude-sonnet-4-5");
            AssertFit(vector.GetProperty("highres(2576/4784)"), size, ClaudeImages.HighResolution, "claude-opus-5");
        }
    }

    [SkippableFact]
    public void Both_gemini_rules_count_what_the_vectors_say()
    {
        foreach (var (size, vector) in Section("gemini_naive"))
            Assert.Equal(vector.GetInt64(), GeminiImages.ByTile(size));

        foreach (var (size, vector) in Section("gemini_crop_unit"))
        {
            Assert.Equal(vector.GetInt64(), GeminiImages.ByCrop(size, minUnit: 1));
            var estimate = ImageTokens.Count("gemini-2.5-flash", size, ImageDetail.Auto, Now);
            Assert.Equal(vector.GetInt64(), estimate.Likely);
            Assert.Equal(Math.Max(vector.GetInt64(), GeminiImages.ByTile(size)), estimate.WorstCase);
        }
    }

    private static void AssertFit(JsonElement vector, ImageSize size, ClaudeImageLimits limits, string model)
    {
        Assert.Equal(limits, ClaudeImages.LimitsOf(model));
        var fitted = limits.Fit(size);
        Assert.Equal((vector[1][0].GetInt32(), vector[1][1].GetInt32()), (fitted.Width, fitted.Height));
        Assert.Equal(vector[0].GetInt64(), ImageTokens.Count(model, size, ImageDetail.Auto, Now).Likely);
    }

    private static List<(ImageSize Size, JsonElement Vector)> Section(string name)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(SharedData.Path("prices/image_token_vectors.json")));
        return
        [
            .. file.RootElement.GetProperty(name).EnumerateObject().Select(row =>
            {
                var sides = row.Name.Split('x').Select(side => int.Parse(side, CultureInfo.InvariantCulture)).ToArray();
                return (new ImageSize(sides[0], sides[1]), row.Value.Clone());
            }),
        ];
    }
}
