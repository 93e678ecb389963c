using System.Text.Json.Nodes;
using Google.Protobuf;
using Grpc.Core;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Inference.Tests.Fakes;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Inference.Tests.Prompts;

/// <summary>Tools on their way to OpenAI's wire format and their calls on the way back.</summary>
public sealed class ToolTests
{
    // More than the library's own idea of a schema.
    private const string Schema =
        """{"type":"object","$defs":{"c":{"type":"string","pattern":"^[A-Z]"}},"properties":{"city":{"$ref":"#/$defs/c"}},"minProperties":1}""";

    private const string Arguments = "{ \"city\" : \"Oslo\" }";

    [Fact]
    public async Task Tools_calls_and_results_are_sent_as_they_were_given()
    {
        await using var world = await World.CreateAsync();
        var request = World.Request();
        var prompt = Prompted();
        prompt.ToolChoice = new ToolChoice { Mode = "named", Name = "get_weather" };
        prompt.ParallelToolCalls = false;
        prompt.Messages.Add(new PromptMessage
        {
            Role = "assistant", Origin = PromptOrigin.History, ToolCalls = { new ToolCall { Id = "c1", Name = "get_weather", Arguments = Arguments } },
        });
        prompt.Messages.Add(new PromptMessage { Role = "tool", Origin = PromptOrigin.ToolResult, ToolCallId = "c1", Parts = { new ContentPart { Text = "Snow." } } });
        request.Prompt = prompt.ToByteString();

        await World.RunAsync(world.Replica(), request);

        var body = Assert.Single(world.Provider.Calls).Body;
        var function = body["tools"]![0]!["function"]!;
        Assert.Equal(("get_weather", "Looks it up.", true), (function["name"]!.GetValue<string>(), function["description"]!.GetValue<string>(), function["strict"]!.GetValue<bool>()));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Schema), function["parameters"]));
        Assert.False(body["tools"]![1]!["function"]!.AsObject().ContainsKey("strict"));
        Assert.Equal("get_weather", body["tool_choice"]!["function"]!["name"]!.GetValue<string>());
        Assert.False(body["parallel_tool_calls"]!.GetValue<bool>());
        var (call, result) = (body["messages"]![1]!, body["messages"]![2]!);
        Assert.Equal(("assistant", Arguments), (call["role"]!.GetValue<string>(), call["tool_calls"]![0]!["function"]!["arguments"]!.GetValue<string>()));
        Assert.Equal(("tool", "c1", "Snow."), (result["role"]!.GetValue<string>(), result["tool_call_id"]!.GetValue<string>(), TextOf(result["content"]!)));
    }

    [Fact]
    public async Task Without_a_choice_the_provider_is_told_none()
    {
        await using var world = await World.CreateAsync();
        var request = World.Request(model: "o4-mini");
        var prompt = Prompted();
        prompt.ParallelToolCalls = true;
        request.Prompt = prompt.ToByteString();

        await World.RunAsync(world.Replica(), request);

        var body = Assert.Single(world.Provider.Calls).Body;
        Assert.All((string[])["tool_choice", "parallel_tool_calls"], name => Assert.False(body.ContainsKey(name), name));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Calls_come_back_as_the_model_wrote_them_and_their_end_says_so(bool stream)
    {
        await using var world = await World.CreateAsync();
        world.Provider.Answer = (_, http) => stream ? StreamCallsAsync(http) : Wire.CallAsync(http, "stop", ("c1", "get_weather", Arguments), ("c2", "get_time", "{}"));
        world.Provider.Report = _ => World.Finished(40, 20);
        var request = World.Request(stream: stream);
        request.Prompt = Prompted().ToByteString();

        var events = await World.RunAsync(world.Replica(), request);

        var calls = events.Where(response => response.Delta is not null).SelectMany(response => response.Delta.ToolCalls).GroupBy(piece => piece.Index)
            .Select(pieces => $"{pieces.First().Id} {pieces.First().Name} {string.Concat(pieces.Select(piece => piece.Arguments))}");
        Assert.Equal([$"c1 get_weather {Arguments}", "c2 get_time {}"], calls);
        Assert.Equal("tool_calls", events[^1].Completed.FinishReason);
        Assert.Equal(AttemptOutcome.Succeeded, World.AttemptsOf(events).Single().Outcome);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_simulated_call_costs_what_the_simulator_bills(bool stream)
    {
        await using var world = await World.CreateAsync();
        await using var simulator = await SimulatedProvider.StartAsync();
        var request = World.Request(stream: stream);
        request.Prompt = Prompted("What are weather and time? City: Oslo").ToByteString();

        var events = await World.RunAsync(world.Replica(provider: simulator.BaseUrl), request);

        var attempt = World.AttemptsOf(events).Single();
        var invoice = await simulator.InvoiceAsync();
        Assert.Equal((UsageRank.Provider, invoice.Input, invoice.Output, invoice.CostNanos), (attempt.Rank, attempt.Usage.Input + attempt.Usage.CachedInput, attempt.Usage.Output, attempt.Cost.Nanos));
        var metered = Assert.Single(await world.EventsAsync());
        Assert.True(metered.Origins.ToolSchema > 30);
        Assert.Equal(2, events.Where(response => response.Delta is not null).SelectMany(response => response.Delta.ToolCalls).Select(piece => piece.Index).Distinct().Count());
    }

    [Fact]
    public async Task What_is_wrong_with_tools_is_named()
    {
        await using var world = await World.CreateAsync();
        var request = World.Request();
        var prompt = Prompted();
        prompt.Tools.Add(new Tool { Name = "get_time", Parameters = "[]" });
        prompt.ToolChoice = new ToolChoice { Mode = "named", Name = "missing" };
        prompt.Messages.Add(new PromptMessage { Role = "user", ToolCalls = { new ToolCall { Id = "c1" } } });
        request.Prompt = prompt.ToByteString();

        var error = await World.FailAsync(world.Replica(), request);

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Equal(
            [
                "prompt.messages[1].parts", "prompt.messages[1].tool_calls", "prompt.messages[1].tool_calls[0]", "prompt.tools[2].name",
                "prompt.tools[2].parameters", "prompt.tool_choice.name",
            ],
            TollgateException.FromRpc(error).Fields.Select(field => field.Field));
    }

    private static Prompt Prompted(string question = "Weather in Oslo?") => new()
    {
        Messages = { new PromptMessage { Role = "user", Origin = PromptOrigin.User, Parts = { new ContentPart { Text = question } } } },
        Tools =
        {
            new Tool { Name = "get_weather", Description = "Looks it up.", Parameters = Schema, Strict = true },
            new Tool { Name = "get_time", Description = "Tells it." },
        },
    };

    private static async Task StreamCallsAsync(Microsoft.AspNetCore.Http.HttpContext http)
    {
        http.Response.ContentType = "text/event-stream";
        await Wire.ChunkAsync(http, new { role = "assistant", tool_calls = new[] { Piece(0, "c1", "get_weather", "") } }, null, null);
        foreach (var piece in Arguments.Chunk(5))
            await Wire.ChunkAsync(http, new { tool_calls = new[] { Piece(0, null, null, new string(piece)) } }, null, null);
        await Wire.ChunkAsync(http, new { tool_calls = new[] { Piece(1, "c2", "get_time", "") } }, null, null);
        await Wire.ChunkAsync(http, new { tool_calls = new[] { Piece(1, null, null, "{}") } }, null, null);
        await Wire.ChunkAsync(http, new { }, "tool_calls", null);
        await Wire.ChunkAsync(http, null, null, Wire.Usage(40, 20));
    }

    private static JsonObject Piece(int index, string? id, string? name, string arguments)
    {
        var function = new JsonObject { ["arguments"] = arguments };
        var piece = new JsonObject { ["index"] = index, ["function"] = function };
        if (id is not null)
            (piece["id"], piece["type"], function["name"]) = (id, "function", name);
        return piece;
    }

    private static string TextOf(JsonNode content) => content is JsonArray parts ? parts[0]!["text"]!.GetValue<string>() : content.GetValue<string>();
}
