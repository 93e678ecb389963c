using System.Text.Json.Nodes;
using Tollgate.ProviderSim.Images;
using Tollgate.ProviderSim.Tests.Hosting;

namespace Tollgate.ProviderSim.Tests.Images;

public class DataUrlTests
{
    [Fact]
    public void A_png_header_gives_its_size() => Assert.Equal((640, 480), Size(Png(640, 480), "png"));

    [Theory]
    [InlineData(0xC0)]
    [InlineData(0xC2)]
    public void A_jpeg_gives_its_size_wherever_its_frame_starts(byte marker) => Assert.Equal((1024, 768), Size(
        [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 0xFF, 0xC4, 0, 5, 9, 9, 9, 0xFF, marker, 0, 17, 8, 3, 0, 4, 0, 3, 0, 0, 0, 0, 0], "jpeg"));

    [Theory]
    [InlineData("data:image/png;base64,")]
    [InlineData("data:image/png;base64,????")]
    [InlineData("data:image/png,abc")]
    [InlineData("data:text/plain;base64,aGVsbG8=")]
    [InlineData("https://example.com/a.png")]
    [InlineData("data:image/jpeg;base64,/9j/4AAQ")]
    public void Anything_else_is_no_image(string url) => Assert.Null(DataUrl.Read(url, null));

    [Fact]
    public void A_png_without_extent_is_no_image() => Assert.Null(DataUrl.Read(Url(Png(0, 480), "png"), null));

    [Fact]
    public async Task An_image_in_a_prompt_is_billed_by_the_rule_of_the_model()
    {
        using var sim = new SimServer();
        var body = Wire.Chat("gpt-4.1", "What is this?");
        var bare = (int)(await sim.Api.ChatAsync(body))["usage"]!["prompt_tokens"]!;
        body["messages"]![0]!["content"] = new JsonArray(
            new JsonObject { ["type"] = "text", ["text"] = "What is this?" },
            new JsonObject { ["type"] = "image_url", ["image_url"] = new JsonObject { ["url"] = Url(Png(1024, 1024), "png"), ["detail"] = "high" } });

        var completion = await sim.Api.ChatAsync(body, "image-1");

        Assert.Equal(bare + 765, (int)completion["usage"]!["prompt_tokens"]!);
        Assert.Equal(765, (int)(await sim.Admin.LookUpAsync("image-1"))["usage"]!["image_input"]!);
    }

    private static (int, int)? Size(byte[] bytes, string kind) =>
        DataUrl.Read(Url(bytes, kind), "high") is { } picture ? (picture.Width, picture.Height) : null;

    private static string Url(byte[] bytes, string kind) => $"data:image/{kind};base64,{Convert.ToBase64String(bytes)}";

    private static byte[] Png(int width, int height) =>
    [
        0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0, 0, 0, 13, .. "IHDR"u8,
        (byte)(width >> 24), (byte)(width >> 16), (byte)(width >> 8), (byte)width,
        (byte)(height >> 24), (byte)(height >> 16), (byte)(height >> 8), (byte)height, 8, 6, 0, 0, 0,
    ];
}
