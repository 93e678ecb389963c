using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Tollgate.ProviderSim.Answers;
using Tollgate.ProviderSim.Chat;
using Tollgate.ProviderSim.Models;
using Tollgate.ProviderSim.Tests.Hosting;
using Tollgate.ProviderSim.Tokens;

namespace Tollgate.ProviderSim.Tests.Answers;

public class PromptCacheTests
{
    private static readonly SimModel Model = new ModelCatalogue(Options.Create(new SimulatorOptions())).Find("gpt-4.1")!;

    private readonly FakeTimeProvider time = new();
    private readonly string prefix = string.Concat(FillWords.Take(1_500, 1));

    [Fact]
    public void A_repeated_prefix_is_cached_in_steps_of_128()
    {
        var cache = Cache();

        Assert.Equal(0, Hit(cache, "key", prefix + " alpha"));
        Assert.Equal(1_408, Hit(cache, "key", prefix + " omega"));
        Assert.Equal(0, cache.Hit("key", Model, Prompt("short"), 900));
        Assert.Equal(0, Hit(cache, "key", "Another start. " + prefix));
    }

    [Fact]
    public void Another_key_shares_nothing_and_an_unused_prefix_is_forgotten()
    {
        var cache = Cache();
        Hit(cache, "key", prefix);

        Assert.Equal(0, Hit(cache, "other", prefix));
        time.Advance(TimeSpan.FromMinutes(4));
        Assert.True(Hit(cache, "key", prefix) > 0);
        time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(0, Hit(cache, "key", prefix));
    }

    [Fact]
    public async Task Cached_tokens_are_reported_and_cost_less()
    {
        using var sim = new SimServer();
        var body = Wire.Chat("gpt-4.1", "What now?", new { max_tokens = 1 }, prefix);
        await sim.Api.ChatAsync(body, "cold");
        var warm = await sim.Api.ChatAsync(body, "warm");

        Assert.Equal(1_408, (int)warm["usage"]!["prompt_tokens_details"]!["cached_tokens"]!);
        var saved = (long)(await sim.Admin.LookUpAsync("cold"))["cost_nanos"]! - (long)(await sim.Admin.LookUpAsync("warm"))["cost_nanos"]!;
        Assert.Equal(1_408 * (2_000 - 500), saved);
    }

    private PromptCache Cache() => new(new TokenCounters(), time, Options.Create(new AnswerOptions()));

    private static int Hit(PromptCache cache, string key, string text) => cache.Hit(key, Model, Prompt(text), 1_500);

    private static ChatPrompt Prompt(string text) => new([new PromptMessage("user", text, null, [], [])], [], OutputFormat.Text);
}
