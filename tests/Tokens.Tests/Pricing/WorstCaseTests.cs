namespace Tollgate.Tokens.Tests.Pricing;

public sealed class WorstCaseTests
{
    private static readonly DateTimeOffset August2026 = new(2026, 8, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Text_is_held_at_its_dearest_kind()
    {
        // Claude charges twice the input for a one-hour cache write; OpenAI charges nothing extra for writes.
        Assert.Equal(0.012m + 0.015m, Cost.WorstCase(2_000, 1_000, Find("anthropic", "claude-sonnet-4-5")).Amount);
        Assert.Equal(0.004m + 0.008m, Cost.WorstCase(2_000, 1_000, Find("openai", "gpt-4.1")).Amount);
    }

    [Fact]
    public void A_request_that_cannot_write_the_cache_is_held_at_the_input_price() => Assert.Equal(
        0.006m + 0.015m,
        Cost.WorstCase(new WorstCaseUsage { InputTokens = 2_000, MaxOutputTokens = 1_000, MayWriteCache = false }, Find("anthropic", "claude-sonnet-4-5")).Amount);

    [Fact]
    public void A_limit_beyond_the_step_is_held_at_the_long_prices()
    {
        var gemini = Find("google", "gemini-2.5-pro");

        Assert.Equal(0.25m, Cost.WorstCase(200_000, 0, gemini).Amount);
        Assert.Equal((200_001 * 2.5m + 1_000 * 15m) / 1_000_000, Cost.WorstCase(200_001, 1_000, gemini).Amount);
    }

    [Fact]
    public void Images_billed_as_text_count_as_text_and_others_at_their_own_price()
    {
        var limits = new WorstCaseUsage { InputTokens = 100, ImageInputTokens = 1_000, ImageOutputTokens = 10 };

        Assert.Equal((1_100 * 6m) / 1_000_000, Cost.WorstCase(limits with { ImageOutputTokens = 0 }, Find("anthropic", "claude-sonnet-4-5")).Amount);
        Assert.Equal((100 * 5m + 1_000 * 10m + 10 * 40m) / 1_000_000, Cost.WorstCase(limits, Find("openai", "gpt-image-1")).Amount);
    }

    [Fact]
    public void Audio_and_calls_are_held_too()
    {
        Assert.Equal((10 * 32m + 20 * 64m) / 1_000_000, Cost.WorstCase(new WorstCaseUsage { AudioInputTokens = 10, AudioOutputTokens = 20 }, Find("openai", "gpt-realtime")).Amount);
        Assert.Equal(0.006m, Cost.WorstCase(new WorstCaseUsage { ToolCalls = 3 }, Find("cohere", "rerank-v3.5")).Amount);
    }

    [Fact]
    public void Limits_beyond_all_money_are_an_error()
    {
        var thrown = Assert.Throws<PricingException>(() => Cost.WorstCase(new WorstCaseUsage { InputTokens = long.MaxValue, ImageInputTokens = long.MaxValue }, Find("openai", "gpt-4.1")));

        Assert.Equal(PricingError.Overflow, thrown.Error);
    }

    [Fact]
    public void The_hold_of_a_counted_prompt_covers_its_image()
    {
        var prompt = PromptCounter.Count("gpt-4.1-mini", [new PromptMessage("user", TokenOrigin.User, [new PromptText("What is this?"), new PromptImage(new ImageSize(4000, 1474))])]);
        var hold = Cost.WorstCase(prompt.ToWorstCase(100), Find("openai", "gpt-4.1-mini"));

        Assert.Equal(2_347, prompt.Image);
        Assert.Equal((prompt.WorstCase * 0.4m + 100 * 1.6m) / 1_000_000, hold.Amount);
        Assert.True(prompt.WorstCase >= prompt.Total - 2_347 + 2_488);
    }

    private static PriceEntry Find(string provider, string model) => PriceBook.Default.Find(provider, model, August2026)!;
}
