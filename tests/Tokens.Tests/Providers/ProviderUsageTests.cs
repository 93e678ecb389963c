namespace Tollgate.Tokens.Tests.Providers;

public sealed class ProviderUsageTests
{
    private static readonly DateTimeOffset At = new(2026, 8, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void OpenAi_totals_include_cached_reasoning_and_audio()
    {
        var usage = Read(new OpenAiUsage(1_000, 500, CachedTokens: 300, ReasoningTokens: 120, AudioInputTokens: 50, AudioOutputTokens: 80) { TotalTokens = 1_500 }.Read());

        Assert.Equal(new TokenUsage { Input = 650, CachedInput = 300, AudioInput = 50, Output = 300, Reasoning = 120, AudioOutput = 80 }, usage);
        Assert.Equal((1_000, 500), (usage.InputTotal, usage.OutputTotal));
    }

    [Fact]
    public void Cache_beyond_the_text_is_cached_audio()
    {
        var usage = Read(new OpenAiUsage(100, 1, CachedTokens: 90, AudioInputTokens: 40).Read());

        Assert.Equal(new TokenUsage { CachedInput = 60, CachedAudioInput = 30, AudioInput = 10, Output = 1 }, usage);
    }

    [Fact]
    public void A_total_that_is_not_the_sum_is_noted_and_the_parts_are_priced()
    {
        var reading = new OpenAiUsage(10, 5) { TotalTokens = 20 }.Read();

        Assert.True(reading.IsConsistent);
        Assert.Equal(UsageNotes.TotalDisagrees, reading.Notes);
    }

    [Fact]
    public void Anthropic_input_excludes_the_cache()
    {
        var usage = Read(new AnthropicUsage(10, 20, CacheReadTokens: 1_000, CacheCreationTokens: 300, Created5m: 100, Created1h: 200, WebSearches: 2).Read());

        Assert.Equal(new TokenUsage { Input = 10, CachedInput = 1_000, CacheWrite5m = 100, CacheWrite1h = 200, Output = 20, Tool = 2 }, usage);
        Assert.Equal(1_310, usage.InputTotal);
    }

    [Theory]
    [InlineData(null, null, 500, 0, UsageNotes.None)]
    [InlineData(100L, 0L, 500, 0, UsageNotes.CacheSplitShort)]
    [InlineData(0L, 100L, 0, 500, UsageNotes.CacheSplitShort)]
    [InlineData(50L, 100L, 50, 450, UsageNotes.CacheSplitShort)]
    [InlineData(200L, 300L, 200, 300, UsageNotes.None)]
    public void Anthropic_prices_the_total_of_cache_writes_when_the_split_is_short(long? five, long? hour, long priced5m, long priced1h, UsageNotes notes)
    {
        var reading = new AnthropicUsage(1, 1, CacheCreationTokens: 500, Created5m: five, Created1h: hour).Read();

        Assert.Equal((priced5m, priced1h, notes), (reading.Usage.CacheWrite5m, reading.Usage.CacheWrite1h, reading.Notes));
    }

    [Fact]
    public void Anthropic_may_report_the_split_alone() =>
        Assert.Equal((7, 9), Read(new AnthropicUsage(1, 1, Created5m: 7, Created1h: 9).Read()) is var u ? (u.CacheWrite5m, u.CacheWrite1h) : default);

    [Fact]
    public void Gemini_thoughts_are_billed_beside_the_candidates()
    {
        // 324 + 1364 + 495 = 2183 at $2/$12 is $0.022956; a public tracing tool showed $0.011076 without the candidates' part.
        var reading = new GeminiUsage(324, 1_364, ThoughtsTokens: 495, TotalTokens: 2_183).Read();
        var entry = new PriceEntry { Provider = "google", Model = "gemini-3-pro", Version = "v", Prices = new UnitPrices { Input = 2m, Output = 12m } };

        Assert.Equal(UsageNotes.None, reading.Notes);
        Assert.Equal(0.022956m, Cost.Of(Read(reading), entry).Amount);
    }

    [Fact]
    public void Gemini_thoughts_inside_the_candidates_are_recognised_by_the_total()
    {
        var reading = new GeminiUsage(100, 60, ThoughtsTokens: 40, TotalTokens: 160).Read();

        Assert.Equal(new TokenUsage { Input = 100, Output = 20, Reasoning = 40 }, reading.Usage);
        Assert.Equal(UsageNotes.ThoughtsWithinCandidates, reading.Notes);
    }

    [Fact]
    public void Gemini_prompt_includes_its_cache_and_excludes_tool_prompts()
    {
        var usage = Read(new GeminiUsage(1_000, 10, CachedContentTokens: 600, ToolUsePromptTokens: 50)
        {
            AudioPromptTokens = 200, CachedAudioTokens = 150, ImageCandidatesTokens = 4, AudioCandidatesTokens = 3,
        }.Read());

        Assert.Equal(new TokenUsage { Input = 400, CachedInput = 450, AudioInput = 50, CachedAudioInput = 150, Output = 3, ImageOutput = 4, AudioOutput = 3 }, usage);
        Assert.Equal(1_050, usage.InputTotal);
    }

    [Fact]
    public void Openrouter_states_its_cost_and_that_is_the_one_to_book()
    {
        var reading = new OpenRouterUsage(100, 50, CachedTokens: 20, CacheWriteTokens: 30, ReasoningTokens: 10, Cost: 0.00012345678949m).Read();

        Assert.Equal(new TokenUsage { Input = 50, CachedInput = 20, CacheWrite5m = 30, Output = 40, Reasoning = 10 }, reading.Usage);
        Assert.Equal(123_457, reading.StatedCostNanos);
    }

    [Fact]
    public void The_realtime_sample_is_read_by_modality()
    {
        var usage = Read(new OpenAiModalityUsage(TextInput: 119, AudioInput: 13, CachedText: 64, TextOutput: 30, AudioOutput: 91) { InputTokens = 132, OutputTokens = 121 }.Read());

        Assert.Equal(253, usage.TokenTotal);
        Assert.Equal(new TokenUsage { Input = 55, CachedInput = 64, AudioInput = 13, Output = 30, AudioOutput = 91 }, usage);
    }

    [Fact]
    public void The_transcription_sample_is_read_by_modality() =>
        Assert.Equal(26, Read(new OpenAiModalityUsage(AudioInput: 17, TextOutput: 9) { InputTokens = 17, OutputTokens = 9 }.Read()).TokenTotal);

    [Fact]
    public void A_realtime_turn_read_and_priced_matches_the_published_bill()
    {
        var usage = Read(new OpenAiModalityUsage(TextInput: 313, CachedText: 256, AudioInput: 476, CachedAudio: 384, TextOutput: 9, AudioOutput: 23).Read());

        Assert.Equal(7_585_000, Cost.Of(usage, PriceBook.Default.Find("openai", "gpt-4o-realtime-preview", At)!).Nanos);
    }

    [Fact]
    public void Bedrock_input_excludes_the_cache() => Assert.Equal(
        new TokenUsage { Input = 10, CachedInput = 100, CacheWrite5m = 30, CacheWrite1h = 20, Output = 5 },
        Read(new BedrockConverseUsage(10, 5, CacheReadTokens: 100, CacheWriteTokens: 50, CacheWrite1hTokens: 20, TotalTokens: 165).Read()));

    [Fact]
    public void Cohere_and_watsonx_report_plain_counts()
    {
        Assert.Equal(new TokenUsage { Input = 3, Output = 4, Tool = 1 }, Read(new CohereUsage(3, 4, 1).Read()));
        Assert.Equal(new TokenUsage { Input = 3, Output = 4 }, Read(new WatsonxUsage(3, 4).Read()));
    }

    [Fact]
    public void Whisper_seconds_become_audio_tokens_that_cost_its_price_per_second() =>
        Assert.Equal(0.0007m, Cost.Of(Read(new TranscriptionDurationUsage(7).Read()), PriceBook.Default.Find("openai", "whisper-1", At)!).Amount);

    private static TokenUsage Read(UsageReading reading)
    {
        Assert.Equal(UsageDefect.None, reading.Defect);
        return reading.Usage;
    }
}
