namespace Tollgate.Tokens.Tests.Pricing;

public sealed class CostTests
{
    private static readonly DateTimeOffset August2026 = new(2026, 8, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Reasoning_is_priced_as_output_and_not_twice()
    {
        // gpt-5-nano, 17 in and 482 out of which 448 reasoning: 17 × 0.05 + 482 × 0.40 = 193.65 µ$. A public gateway priced only 448.
        var usage = new TokenUsage { Input = 17, Output = 482 - 448, Reasoning = 448 };

        Assert.Equal(193_650, Cost.Of(usage, Default("openai", "gpt-5-nano")).Nanos);
    }

    [Fact]
    public void A_realtime_turn_costs_the_sum_over_modalities()
    {
        var usage = new TokenUsage { Input = 57, CachedInput = 256, AudioInput = 92, CachedAudioInput = 384, Output = 9, AudioOutput = 23 };

        Assert.Equal(0.007585m, Cost.Of(usage, Default("openai", "gpt-4o-realtime-preview-2024-12-17")).Amount);
    }

    [Fact]
    public void A_generated_square_image_in_high_quality_costs_16_64_cents() =>
        Assert.Equal(0.1664m, Cost.Of(new TokenUsage { ImageOutput = 4160 }, Default("openai", "gpt-image-1")).Amount);

    [Fact]
    public void A_minute_of_whisper_costs_six_tenths_of_a_cent() =>
        Assert.Equal(0.006m, Cost.Of(new TokenUsage { AudioInput = 60 * PriceEntry.AudioTokensPerSecond }, Default("openai", "whisper-1")).Amount);

    [Fact]
    public void A_rerank_search_costs_a_fifth_of_a_cent() =>
        Assert.Equal(0.002m, Cost.Of(new TokenUsage { Tool = 1 }, Default("cohere", "rerank-v3.5")).Amount);

    [Theory]
    [InlineData(0.0000005, 1, 0)]
    [InlineData(0.0000015, 1, 0)]
    [InlineData(0.0005, 1, 0)]
    [InlineData(0.0015, 1, 2)]
    [InlineData(0.0025, 1, 2)]
    [InlineData(0.0025, 3, 8)]
    public void The_sum_is_rounded_once_half_to_even(decimal perMillion, long count, long nanos) =>
        Assert.Equal(nanos, Cost.Of(new TokenUsage { Input = count }, Entry(new UnitPrices { Input = perMillion })).Nanos);

    [Fact]
    public void Kinds_are_added_before_rounding()
    {
        // Two halves of a nano make one; rounded apart they would be zero.
        var entry = Entry(new UnitPrices { Input = 0.0005m, Output = 0.0005m });

        Assert.Equal(1, Cost.Of(new TokenUsage { Input = 1, Output = 1 }, entry).Nanos);
    }

    [Fact]
    public void A_long_prompt_moves_the_whole_request_to_the_higher_prices()
    {
        var sonnet = Default("anthropic", "claude-sonnet-4-5");

        Assert.Equal(0.6m, Cost.Of(new TokenUsage { Input = 200_000 }, sonnet).Amount);
        Assert.Equal(1.200006m, Cost.Of(new TokenUsage { Input = 200_001 }, sonnet).Amount);
    }

    [Fact]
    public void Cached_tokens_count_towards_the_length_of_a_prompt()
    {
        var sonnet = Default("anthropic", "claude-sonnet-4-5");
        var usage = new TokenUsage { Input = 1, CachedInput = 200_000, Output = 2 };

        Assert.Equal((6m + 200_000 * 0.6m + 2 * 22.5m) / 1_000_000, Cost.Of(usage, sonnet).Amount);
    }

    [Fact]
    public void What_cannot_be_priced_is_an_error_with_a_name()
    {
        var entry = Entry(new UnitPrices { Input = 1m, Output = 2m });

        Assert.Equal(PricingError.UnpricedKind, Cost.TryOf(new TokenUsage { AudioOutput = 1 }, entry, out _));
        Assert.Equal(PricingError.UnpricedKind, Cost.TryOf(new TokenUsage { Tool = 1 }, entry, out _));
        Assert.Equal(PricingError.NegativeUsage, Cost.TryOf(new TokenUsage { Input = -1 }, entry, out _));
        Assert.Equal(PricingError.NegativeUsage, Cost.TryOf(new TokenUsage { Input = 5, Output = -1 }, entry, out _));
        Assert.Equal(PricingError.Overflow, Cost.TryOf(new TokenUsage { Input = long.MaxValue }, entry, out _));
        Assert.Equal(PricingError.Overflow, Cost.TryOf(new TokenUsage { Input = long.MaxValue, CachedInput = 1 }, entry, out _));
        Assert.Equal(PricingError.InvalidPrice, Cost.TryOf(new TokenUsage { Input = 1 }, Entry(new UnitPrices { Input = -1m }), out _));
        Assert.Equal(PricingError.InvalidPrice, Cost.TryOf(new TokenUsage { Input = 1 }, Entry(new UnitPrices { Input = 0.0000000001m }), out _));

        var thrown = Assert.Throws<PricingException>(() => Cost.Of(new TokenUsage { AudioOutput = 1 }, entry));
        Assert.Equal((PricingError.UnpricedKind, TokenKind.AudioOutput), (thrown.Error, thrown.Kind));
    }

    [Fact]
    public void The_largest_amount_that_fits_is_exact_and_one_more_is_refused()
    {
        var entry = Entry(new UnitPrices { Input = 0.001m });

        Assert.Equal(long.MaxValue, Cost.Of(new TokenUsage { Input = long.MaxValue }, entry).Nanos);
        Assert.Equal(PricingError.Overflow, Cost.TryOf(new TokenUsage { Input = long.MaxValue, Output = 1 },
            Entry(new UnitPrices { Input = 0.001m, Output = 0.001m }), out _));
    }

    private static PriceEntry Default(string provider, string model) => PriceBook.Default.Find(provider, model, August2026)!;

    private static PriceEntry Entry(UnitPrices prices) => new() { Provider = "p", Model = "m", Version = "v", Prices = prices };
}
