using Google.Protobuf;
using Grpc.Core;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Inference.Tests.Fakes;
using Tollgate.Tokens;
using PromptMessage = Tollgate.Contracts.Inference.V1.PromptMessage;

namespace Tollgate.Inference.Tests.Prompts;

public sealed class PromptTests
{
    // A 1 x 1 PNG, a 3 x 2 GIF header, a 16 x 8 JPEG (start of frame after an application segment), a 5 x 7 lossy WebP.
    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    [Fact]
    public async Task Everything_of_a_prompt_reaches_the_provider()
    {
        await using var world = await World.CreateAsync();
        world.Provider.Answer = (_, http) => Wire.CompleteAsync(http, "{}", Wire.Usage(20, 1), logprobs: [-0.5, -0.25]);
        world.Provider.Report = _ => World.Finished(20, 1);
        var request = World.Request();
        request.WantConfidence = true;
        request.Prompt = new Prompt
        {
            Temperature = 0.5,
            TopP = 0.9,
            Seed = 7,
            Stop = { "END" },
            ResponseFormat = new() { Type = "json_schema", Name = "claim", JsonSchema = """{"type":"object","properties":{"id":{"type":"string"}}}""" },
            Messages =
            {
                new PromptMessage { Role = "system", Origin = PromptOrigin.System, Parts = { Text("Be brief.") } },
                new PromptMessage { Role = "user", Origin = PromptOrigin.User, Parts = { Text("What "), Text("is this?"), Image("low") } },
                new PromptMessage { Role = "tool", Origin = PromptOrigin.ToolResult, Parts = { Text("42") } },
            },
        }.ToByteString();

        var events = await World.RunAsync(world.Replica(), request);

        Assert.Equal(-0.375, events[^1].Completed.MeanLogprob, 6);
        var body = Assert.Single(world.Provider.Calls).Body;
        Assert.Equal((0.5, 7), (body["temperature"]!.GetValue<double>(), body["seed"]!.GetValue<int>()));
        Assert.Equal("END", body["stop"]![0]!.GetValue<string>());
        Assert.True(body["logprobs"]!.GetValue<bool>());
        Assert.Equal("claim", body["response_format"]!["json_schema"]!["name"]!.GetValue<string>());
        Assert.Equal("string", body["response_format"]!["json_schema"]!["schema"]!["properties"]!["id"]!["type"]!.GetValue<string>());
        var user = body["messages"]![1]!["content"]!.AsArray();
        Assert.Equal("What is this?", user[0]!["text"]!.GetValue<string>());
        Assert.Equal("data:image/png;base64," + Png, user[1]!["image_url"]!["url"]!.GetValue<string>());
        Assert.Equal("low", user[1]!["image_url"]!["detail"]!.GetValue<string>());
        Assert.Equal("user", body["messages"]![2]!["role"]!.GetValue<string>());
        var metered = Assert.Single(await world.EventsAsync());
        Assert.True(metered.Origins is { System: > 0, User: > 5, ToolResult: > 0, ToolSchema: > 0 });
    }

    [Fact]
    public async Task A_reasoning_model_is_not_sent_what_it_refuses()
    {
        await using var world = await World.CreateAsync();
        var request = World.Request(model: "o4-mini");
        request.WantConfidence = true;
        var prompt = Prompt.Parser.ParseFrom(request.Prompt);
        prompt.Temperature = 0.2;
        prompt.TopP = 0.5;
        request.Prompt = prompt.ToByteString();

        await World.RunAsync(world.Replica(), request);

        var body = Assert.Single(world.Provider.Calls).Body;
        Assert.All((string[])["temperature", "top_p", "logprobs"], name => Assert.False(body.ContainsKey(name), name));
    }

    [Fact]
    public async Task What_is_wrong_with_a_prompt_is_named()
    {
        await using var world = await World.CreateAsync();
        var request = World.Request();
        request.Prompt = new Prompt
        {
            Temperature = 3,
            ResponseFormat = new() { Type = "json_schema", JsonSchema = "not json" },
            Messages =
            {
                new PromptMessage { Role = "robot", Parts = { Text("x") } },
                new PromptMessage { Role = "user", Parts = { new ContentPart { Image = new() { MediaType = "image/png", Data = ByteString.CopyFromUtf8("garbage") } } } },
                new PromptMessage { Role = "user" },
            },
        }.ToByteString();

        var error = await World.FailAsync(world.Replica(), request);

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Equal(
            [
                "prompt.messages[0].role", "prompt.messages[1].parts[0].image.data", "prompt.messages[2].parts", "prompt.temperature",
                "prompt.response_format.json_schema",
            ],
            ServiceDefaults.Errors.TollgateException.FromRpc(error).Fields.Select(field => field.Field));
        Assert.Equal(0, await world.ScalarAsync<long>("SELECT count(*) FROM attempts"));
    }

    [Theory]
    [InlineData(Png, 1, 1)]
    [InlineData("R0lGODlhAwACAIAAAAAAAP///w==", 3, 2)]
    [InlineData("/9j/4AAEAAD/wAARCAAIABABAREA/9kAAAAAAAAA", 16, 8)]
    [InlineData("UklGRhgAAABXRUJQVlA4IAwAAAAAAACdASoFAAcAAAAA", 5, 7)]
    public void An_images_size_is_read_from_its_header(string base64, int width, int height) =>
        Assert.Equal(new ImageSize(width, height), ImageHeader.ReadSize(Convert.FromBase64String(base64)));

    [Theory]
    [InlineData("")]
    [InlineData("iVBORw0KGgo=")]
    [InlineData("/9j/4AAQ")]
    [InlineData("/9j//////////////w==")]
    [InlineData("UklGRgAAAABXRUJQ")]
    public void What_is_cut_short_has_no_size(string base64) => Assert.Null(ImageHeader.ReadSize(Convert.FromBase64String(base64)));

    private static ContentPart Text(string text) => new() { Text = text };

    private static ContentPart Image(string detail) => new()
    {
        Image = new() { MediaType = "image/png", Data = ByteString.FromBase64(Png), Detail = detail },
    };
}
