using System.Text.Json.Nodes;
using Tollgate.ProviderSim.Images;
using Tollgate.ProviderSim.Models;
using Tollgate.Testing;

namespace Tollgate.ProviderSim.Tests.Images;

public class ImageTokensTests
{
    private static readonly ModelCatalogue Models = new(Microsoft.Extensions.Options.Options.Create(new SimulatorOptions()));

    [Theory]
    [InlineData("gpt-4o", 1024, 1024, false, 765)]
    [InlineData("gpt-4o", 2048, 4096, false, 1105)]
    [InlineData("gpt-4o", 4096, 8192, true, 85)]
    [InlineData("gpt-4o-mini", 1024, 1024, false, 25501)]
    [InlineData("gpt-4.1-mini", 1024, 1024, false, 1659)]
    [InlineData("gpt-4.1-nano", 1800, 2400, false, 3572)]
    [InlineData("o4-mini", 1800, 2400, false, 2497)]
    [InlineData("gemini-2.5-flash", 960, 540, false, 1548)]
    [InlineData("gemini-2.5-flash", 384, 384, false, 258)]
    [InlineData("claude-sonnet-4-5", 1000, 1000, false, 1334)]
    [InlineData("o3-mini", 1000, 1000, false, 0)]
    public void Published_examples(string model, int width, int height, bool low, int tokens) =>
        Assert.Equal(tokens, ImageTokens.Of(Models.Find(model)!.Image, new Picture(width, height, low, 0)));

    [SkippableFact]
    [Trait("Data", "shared")]
    public void Every_tile_and_patch_vector()
    {
        var vectors = JsonNode.Parse(File.ReadAllText(SharedData.Path("prices/image_token_vectors.json")))!;
        foreach (var (size, rows) in vectors["openai_tile"]!.AsObject())
        {
            foreach (var (family, model) in new[] { ("gpt-4o/4.1/4.5", "gpt-4.1"), ("gpt-4o-mini", "gpt-4o-mini"), ("o1/o1-pro/o3", "o3"), ("gpt-5", "gpt-5") })
                Assert.Equal((int)rows![family]!["high"]!, Tokens(model, size));
        }
        foreach (var (size, row) in vectors["openai_patch"]!.AsObject())
        {
            var side = Sides(size);
            Assert.Equal((int)row!["patches"]!, ImageTokens.Patches(side.Width, side.Height));
            Assert.Equal((double)row["gpt-4.1-mini/gpt-5-mini(1.62)"]!, Tokens("gpt-4.1-mini", size), 0.5);
        }
        foreach (var (size, tokens) in vectors["gemini_crop_unit"]!.AsObject())
            Assert.Equal((int)tokens!, Tokens("gemini-2.5-pro", size));
    }

    private static int Tokens(string model, string size) =>
        ImageTokens.Of(Models.Find(model)!.Image, new Picture(Sides(size).Width, Sides(size).Height, false, 0));

    private static (int Width, int Height) Sides(string size) => (int.Parse(size.Split('x')[0]), int.Parse(size.Split('x')[1]));
}
