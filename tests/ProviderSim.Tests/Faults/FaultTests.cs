using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tollgate.ProviderSim.OpenAI;
using Tollgate.ProviderSim.Tests.Hosting;
using Tollgate.ProviderSim.Tokens;

namespace Tollgate.ProviderSim.Tests.Faults;

public sealed class FaultTests : IDisposable
{
    private readonly SimServer sim = new();
    private readonly JsonObject ask = Wire.Chat("gpt-4.1", "When do parcels leave the warehouse?", system: Wire.Context);

    [Fact]
    public async Task A_rate_limit_strikes_as_often_as_asked_and_costs_nothing()
    {
        await sim.Admin.SetAsync("/control/faults", new { kind = "rate_limit", model = "gpt-4.1", count = 2, retry_after_s = 7 });

        foreach (var id in (string[])["limited", "limited"])
        {
            using var response = await sim.Api.SendAsync(Wire.Post(ChatCompletions.Path, ask, id));
            Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
            Assert.Equal(7, response.Headers.RetryAfter!.Delta!.Value.TotalSeconds);
        }
        await sim.Api.ChatAsync(ask, "served");

        Assert.Equal(0, (long)(await sim.Admin.LookUpAsync("limited"))["cost_nanos"]!);
        Assert.True((long)(await sim.Admin.LookUpAsync("served"))["cost_nanos"]! > 0);
        var fault = (await sim.Admin.JsonAsync("/control/faults"))["faults"]![0]!;
        Assert.Equal(2, (int)fault["hits"]!);
        Assert.True((bool)fault["spent"]!);
    }

    [Fact]
    public async Task A_fault_strikes_only_the_model_and_path_it_names_until_it_is_removed()
    {
        var created = await sim.Admin.PostAsJsonAsync("/control/faults", new { kind = "server_error", status = 503, model = "gpt-4o", endpoint = ChatCompletions.Path });
        var id = (string)(await created.Content.ReadFromJsonAsync<JsonNode>())!["id"]!;

        await sim.Api.ChatAsync(ask);
        ask["model"] = "gpt-4o";
        using (var broken = await sim.Api.SendAsync(Wire.Post(ChatCompletions.Path, ask)))
            Assert.Equal(HttpStatusCode.ServiceUnavailable, broken.StatusCode);
        using (var removed = await sim.Admin.DeleteAsync($"/control/faults/{id}"))
            Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        await sim.Api.ChatAsync(ask);
    }

    [Fact]
    public async Task A_cut_stream_delivers_so_many_tokens_and_bills_exactly_those()
    {
        await sim.Admin.SetAsync("/control/faults", new { kind = "cut_stream", after_tokens = 4 });
        var text = "";
        using (var response = await sim.Api.StreamAsync(ask, "cut"))
        {
            await Assert.ThrowsAnyAsync<Exception>(async () =>
            {
                await foreach (var data in response.EventsAsync())
                    text += Wire.DeltaOf(data);
            });
        }

        var call = (await sim.Admin.LookUpAsync("cut"))["calls"]![0]!;
        Assert.Equal(4, new TokenCounter("o200k_base").Count(text));
        Assert.Equal("cut", (string)call["state"]!);
        Assert.Equal(4, (int)call["usage"]!["output"]!);
        Assert.True((int)call["usage"]!["input"]! > 20);
    }

    [Fact]
    public async Task A_cut_answer_in_one_piece_breaks_the_connection()
    {
        await sim.Admin.SetAsync("/control/faults", new { kind = "cut_stream", after_tokens = 3 });

        await Assert.ThrowsAsync<HttpRequestException>(() => sim.Api.ChatAsync(ask, "cut"));

        Assert.Equal(3, (int)(await sim.Admin.LookUpAsync("cut"))["usage"]!["output"]!);
    }

    [Fact]
    public async Task A_stream_stalled_before_its_first_byte_generates_nothing()
    {
        await sim.Admin.SetAsync("/control/faults", new { kind = "stall", seconds = 600 });
        using var patience = new CancellationTokenSource();
        var waiting = sim.Api.StreamAsync(ask, "silent", patience.Token);

        await sim.Admin.CallAsync("silent", "in_progress");
        Assert.False(waiting.IsCompleted);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        var call = await sim.Admin.CallAsync("silent");
        Assert.Equal("cut", (string)call["state"]!);
        Assert.Equal(0, (int)call["usage"]!["output"]!);
        Assert.True((long)call["cost_nanos"]! > 0);
    }

    [Fact]
    public async Task A_stream_stalled_in_the_middle_generates_no_more_than_it_sent()
    {
        await sim.Admin.SetAsync("/control/faults", new { kind = "stall", seconds = 600, after_tokens = 3 });
        using var patience = new CancellationTokenSource();
        using var response = await sim.Api.StreamAsync(ask, "stalled");
        var text = "";
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var data in response.EventsAsync(patience.Token))
            {
                text += Wire.DeltaOf(data);
                if (new TokenCounter("o200k_base").Count(text) == 3)
                    await patience.CancelAsync();
            }
        });
        response.Dispose();

        Assert.Equal(3, (int)(await sim.Admin.CallAsync("stalled"))["usage"]!["output"]!);
    }

    [Fact]
    public async Task After_a_stall_the_answer_goes_on()
    {
        var whole = (await sim.Api.ChatAsync(ask)).Content();
        await sim.Admin.SetAsync("/control/faults", new { kind = "stall", seconds = 0.05, after_tokens = 3 });

        using var response = await sim.Api.StreamAsync(ask);
        var events = await response.EventsAsync().ToListAsync();

        Assert.Equal(whole, string.Concat(events.SkipLast(1).Select(Wire.DeltaOf)));
    }

    [Fact]
    public async Task Malformed_json_cannot_be_read_and_is_billed()
    {
        await sim.Admin.SetAsync("/control/faults", new { kind = "malformed_json", count = 1 });

        await Assert.ThrowsAnyAsync<JsonException>(() => sim.Api.ChatAsync(ask, "malformed"));

        Assert.True((int)(await sim.Admin.LookUpAsync("malformed"))["usage"]!["output"]! > 0);
    }

    [Fact]
    public async Task Malformed_content_is_half_an_answer_billed_as_sent()
    {
        ask["response_format"] = JsonNode.Parse("""{"type":"json_schema","json_schema":{"name":"x","schema":{"type":"object","properties":{"answer":{"type":"string"}}}}}""");
        await sim.Admin.SetAsync("/control/faults", new { kind = "malformed_content", count = 1 });

        var half = await sim.Api.ChatAsync(ask);

        Assert.ThrowsAny<JsonException>(() => JsonNode.Parse(half.Content()));
        Assert.Equal(new TokenCounter("o200k_base").Count(half.Content()), (int)half["usage"]!["completion_tokens"]!);
        Assert.NotNull(JsonNode.Parse((await sim.Api.ChatAsync(ask)).Content())!["answer"]);
    }

    [Fact]
    public async Task Wrong_usage_is_reported_while_the_books_stay_right()
    {
        var right = (await sim.Api.ChatAsync(ask, "right"))["usage"]!;
        await sim.Admin.SetAsync("/control/faults", new { kind = "wrong_usage", multiply = 3, count = 1 });
        var tripled = (await sim.Api.ChatAsync(ask, "tripled"))["usage"]!;
        await sim.Admin.SetAsync("/control/faults", new { kind = "wrong_usage", omit = true });
        var omitted = (await sim.Api.ChatAsync(ask, "omitted"))["usage"];

        Assert.Equal(3 * (int)right["prompt_tokens"]!, (int)tripled["prompt_tokens"]!);
        Assert.Null(omitted);
        var expected = (await sim.Admin.LookUpAsync("right"))["usage"]!.ToJsonString();
        Assert.Equal(expected, (await sim.Admin.LookUpAsync("tripled"))["usage"]!.ToJsonString());
        Assert.Equal(expected, (await sim.Admin.LookUpAsync("omitted"))["usage"]!.ToJsonString());
    }

    [Fact]
    public async Task A_probability_strikes_about_that_share()
    {
        await sim.Admin.SetAsync("/control/faults", new { kind = "server_error", probability = 0.3 });

        var struck = 0;
        for (var i = 0; i < 300; i++)
        {
            using var response = await sim.Api.SendAsync(Wire.Post(ChatCompletions.Path, ask));
            struck += response.IsSuccessStatusCode ? 0 : 1;
        }

        Assert.InRange(struck, 60, 120);
    }

    [Theory]
    [InlineData("""{"kind":"earthquake"}""")]
    [InlineData("""{"kind":"stall"}""")]
    [InlineData("""{"kind":"server_error","status":418}""")]
    [InlineData("""{"kind":"rate_limit","probability":2}""")]
    [InlineData("""{"kind":"rate_limit","retry_after":2}""")]
    [InlineData("""{}""")]
    [InlineData("")]
    public async Task A_fault_that_makes_no_sense_is_refused(string body)
    {
        using var response = await sim.Admin.PostAsync("/control/faults", new StringContent(body));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Empty((await sim.Admin.JsonAsync("/control/faults"))["faults"]!.AsArray());
    }

    public void Dispose() => sim.Dispose();
}
