using Tollgate.ProviderSim.Tests.Hosting;
using Tollgate.ProviderSim.Tokens;

namespace Tollgate.ProviderSim.Tests.OpenAI;

public sealed class ChatCompletionsTests : IDisposable
{
    private readonly SimServer sim = new();
    private readonly TokenCounter counter = new("o200k_base");

    [Fact]
    public async Task An_answer_comes_from_the_context_and_cites_it()
    {
        var completion = await sim.Api.ChatAsync(Wire.Chat("gpt-4.1", "Within how many days are refunds paid?", system: Wire.Context));

        Assert.Equal("Refunds are paid within 14 days of the claim. [1]", completion.Content());
        Assert.Equal("stop", (string)completion["choices"]![0]!["finish_reason"]!);
        Assert.Equal("gpt-4.1-2025-04-14-sim", (string)completion["model"]!);
    }

    [Fact]
    public async Task Usage_is_the_chat_format_and_the_tokens_of_the_text_sent()
    {
        var completion = await sim.Api.ChatAsync(Wire.Chat("gpt-4.1", "Within how many days are refunds paid?", system: Wire.Context));

        var prompt = 3 + (2 * 3) + counter.Count("system") + counter.Count(Wire.Context) + counter.Count("user")
            + counter.Count("Within how many days are refunds paid?");
        Assert.Equal(prompt, (int)completion["usage"]!["prompt_tokens"]!);
        Assert.Equal(counter.Count(completion.Content()), (int)completion["usage"]!["completion_tokens"]!);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(11)]
    public async Task An_answer_stops_at_exactly_the_limit(int limit)
    {
        var completion = await sim.Api.ChatAsync(Wire.Chat("gpt-4o-mini", "Within how many days are refunds paid?", new { max_tokens = limit }, Wire.Context));

        Assert.Equal(limit, (int)completion["usage"]!["completion_tokens"]!);
        Assert.Equal(limit, counter.Count(completion.Content()));
        Assert.Equal("length", (string)completion["choices"]![0]!["finish_reason"]!);
    }

    [Fact]
    public async Task A_reasoning_model_bills_hidden_tokens_inside_its_output()
    {
        var completion = await sim.Api.ChatAsync(Wire.Chat("o4-mini", "Within how many days are refunds paid?", new { reasoning_effort = "high" }, Wire.Context));

        var usage = completion["usage"]!;
        var reasoning = (int)usage["completion_tokens_details"]!["reasoning_tokens"]!;
        Assert.True(reasoning > 0 && reasoning % 64 == 0);
        Assert.Equal(reasoning + counter.Count(completion.Content()), (int)usage["completion_tokens"]!);
    }

    [Fact]
    public async Task Doubt_shows_in_the_log_probabilities_and_the_same_prompt_gives_the_same_ones()
    {
        var sure = Wire.Chat("gpt-4.1-nano", "Within how many days are refunds paid?", new { logprobs = true, top_logprobs = 3 }, Wire.Context);
        var unsure = Wire.Chat("gpt-4.1-nano", "Who composed the opera Fidelio?", new { logprobs = true }, Wire.Context);

        var first = await sim.Api.ChatAsync(sure);
        var doubtful = await sim.Api.ChatAsync(unsure);

        Assert.InRange(MeanLogprob(first), -0.5, 0);
        Assert.InRange(MeanLogprob(doubtful), -5, -1);
        Assert.Contains("not certain", doubtful.Content(), StringComparison.Ordinal);
        Assert.Equal(MeanLogprob(first), MeanLogprob(await sim.Api.ChatAsync(sure)));
        Assert.Equal(3, first["choices"]![0]!["logprobs"]!["content"]![0]!["top_logprobs"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_large_model_answers_without_context_where_a_small_one_hedges()
    {
        var large = await sim.Api.ChatAsync(Wire.Chat("gpt-4.1", "Who composed the opera Fidelio?"));
        var small = await sim.Api.ChatAsync(Wire.Chat("gpt-4.1-mini", "Who composed the opera Fidelio?"));

        Assert.DoesNotContain("not certain", large.Content(), StringComparison.Ordinal);
        Assert.Contains("not certain", small.Content(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_text_ends_the_answer_before_it()
    {
        var completion = await sim.Api.ChatAsync(Wire.Chat("gpt-4.1", "Within how many days are refunds paid?", new { stop = " days" }, Wire.Context));

        Assert.Equal("Refunds are paid within 14", completion.Content());
    }

    [Fact]
    public async Task Filled_answers_have_exactly_the_tokens_asked_for()
    {
        await sim.Admin.SetAsync("/control/answers", new { mode = "fill" });

        foreach (var model in (string[])["gpt-4.1", "gpt-4o-mini", "o4-mini"])
        {
            foreach (var length in (int[])[1, 2, 44, 1000])
            {
                var completion = await sim.Api.ChatAsync(Wire.Chat(model, "Go on.", new { max_completion_tokens = length }));
                Assert.Equal(length, (int)completion["usage"]!["completion_tokens"]!);
                Assert.Equal(length, counter.Count(completion.Content()));
            }
        }
    }

    public void Dispose() => sim.Dispose();

    private static double MeanLogprob(System.Text.Json.Nodes.JsonNode completion) =>
        completion["choices"]![0]!["logprobs"]!["content"]!.AsArray().Average(token => (double)token!["logprob"]!);
}
