using System.Text.Json.Nodes;
using Tollgate.ProviderSim.Tests.Hosting;
using Tollgate.ProviderSim.Tokens;

namespace Tollgate.ProviderSim.Tests.OpenAI;

public sealed class StreamingTests : IDisposable
{
    private readonly SimServer sim = new();

    [Theory]
    [InlineData("zero")]
    [InlineData("natural")]
    public async Task A_stream_carries_the_same_text_and_usage_as_one_piece(string pace)
    {
        await sim.Admin.SetAsync("/control/pace", new { mode = pace, speed = 20 });
        var whole = await sim.Api.ChatAsync(Wire.Chat("gpt-4.1", "When do parcels leave the warehouse?", system: Wire.Context));
        using var response = await sim.Api.StreamAsync(Wire.Chat(
            "gpt-4.1", "When do parcels leave the warehouse?", new { stream_options = new { include_usage = true } }, Wire.Context));

        var events = await response.EventsAsync().ToListAsync();

        Assert.Equal("[DONE]", events[^1]);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        var chunks = events.SkipLast(1).Select(data => JsonNode.Parse(data)!).ToList();
        Assert.Equal(whole.Content(), string.Concat(events.SkipLast(1).Select(Wire.DeltaOf)));
        Assert.Empty(chunks[^1]["choices"]!.AsArray());
        Assert.Equal(whole["usage"]!.ToJsonString(), chunks[^1]["usage"]!.ToJsonString());
        Assert.Equal("assistant", (string)chunks[0]["choices"]![0]!["delta"]!["role"]!);
        Assert.Equal("stop", (string)chunks[^2]["choices"]![0]!["finish_reason"]!);
        Assert.All(chunks.SkipLast(1), chunk => Assert.True(chunk.AsObject().ContainsKey("usage") && chunk["usage"] is null));
        Assert.All(chunks, chunk => Assert.EndsWith("-sim", (string)chunk["model"]!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_the_option_a_stream_states_no_usage()
    {
        using var response = await sim.Api.StreamAsync(Wire.Chat("gpt-4.1", "When do parcels leave?", system: Wire.Context));

        Assert.DoesNotContain(await response.EventsAsync().ToListAsync(), data => data.Contains("usage", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_caller_that_hangs_up_is_billed_for_what_was_generated()
    {
        await sim.Admin.SetAsync("/control/answers", new { mode = "fill" });
        await sim.Admin.SetAsync("/control/pace", new { mode = "natural", jitter = 0, large = new { first_token_ms = 1, tokens_per_second = 200 } });
        var delivered = "";
        using (var response = await sim.Api.StreamAsync(Wire.Chat("gpt-4.1", "Go on.", new { max_tokens = 10_000 }), "hang-up"))
        {
            await foreach (var data in response.EventsAsync())
            {
                delivered += Wire.DeltaOf(data);
                if (delivered.Length > 50)
                    break;
            }
        }

        var call = await sim.Admin.CallAsync("hang-up");

        Assert.Equal("cut", (string)call["state"]!);
        Assert.Equal("client_disconnect", (string)call["reason"]!);
        Assert.InRange((int)call["usage"]!["output"]!, new TokenCounter("o200k_base").Count(delivered), 9_999);
        Assert.True((long)call["cost_nanos"]! > 0);
    }

    [Fact]
    public async Task While_a_stream_runs_the_look_up_says_so()
    {
        await sim.Admin.SetAsync("/control/pace", new { mode = "natural", large = new { first_token_ms = 1, tokens_per_second = 5 } });
        using var response = await sim.Api.StreamAsync(Wire.Chat("gpt-4.1", "When do parcels leave?", system: Wire.Context), "running");
        await using var events = response.EventsAsync().GetAsyncEnumerator();
        Assert.True(await events.MoveNextAsync());

        var found = await sim.Admin.LookUpAsync("running");

        Assert.Equal("in_progress", (string)found["state"]!);
        Assert.Null(found["usage"]);
        Assert.Equal("absent", (string)(await sim.Admin.LookUpAsync("never-sent"))["state"]!);
    }

    public void Dispose() => sim.Dispose();
}
