namespace Tollgate.Tokens.Tests.Providers;

public sealed class RefusedUsageTests
{
    public static TheoryData<UsageReading, UsageDefect> Inconsistent => new()
    {
        { new OpenAiUsage(-1).Read(), UsageDefect.Negative },
        { new OpenAiUsage(10, 10, ReasoningTokens: -1).Read(), UsageDefect.Negative },
        { new OpenAiUsage(10, 0, CachedTokens: 11).Read(), UsageDefect.CachedExceedsInput },
        { new OpenAiUsage(10, 5, ReasoningTokens: 6).Read(), UsageDefect.ReasoningExceedsOutput },
        { new OpenAiUsage(10, 5, AudioInputTokens: 11).Read(), UsageDefect.ModalitiesDisagree },
        { new OpenAiUsage(10, 5, ReasoningTokens: 3, AudioOutputTokens: 3).Read(), UsageDefect.ModalitiesDisagree },
        { new OpenAiUsage(10, long.MaxValue, ReasoningTokens: long.MaxValue, AudioOutputTokens: 1).Read(), UsageDefect.ModalitiesDisagree },
        { new OpenAiUsage(long.MaxValue, 1).Read(), UsageDefect.Overflow },
        { new OpenAiModalityUsage(TextInput: 5, CachedText: 6).Read(), UsageDefect.CachedExceedsInput },
        { new OpenAiModalityUsage(TextInput: 5) { InputTokens = 6 }.Read(), UsageDefect.ModalitiesDisagree },
        { new OpenAiModalityUsage(AudioOutput: -5).Read(), UsageDefect.Negative },
        { new AnthropicUsage(1, 1, CacheCreationTokens: 5, Created5m: 3, Created1h: 3).Read(), UsageDefect.CacheSplitExceedsTotal },
        { new AnthropicUsage(1, -1).Read(), UsageDefect.Negative },
        { new AnthropicUsage(long.MaxValue, 0, CacheReadTokens: 1).Read(), UsageDefect.Overflow },
        { new GeminiUsage(10, 1, CachedContentTokens: 11).Read(), UsageDefect.CachedExceedsInput },
        { new GeminiUsage(10, 1) { AudioPromptTokens = 11 }.Read(), UsageDefect.ModalitiesDisagree },
        { new GeminiUsage(10, 1) { ImageCandidatesTokens = 2 }.Read(), UsageDefect.ModalitiesDisagree },
        { new GeminiUsage(10, 1, ThoughtsTokens: 2, TotalTokens: 11).Read(), UsageDefect.ReasoningExceedsOutput },
        { new GeminiUsage(long.MaxValue, 0, ToolUsePromptTokens: 1).Read(), UsageDefect.Overflow },
        { new OpenRouterUsage(10, 5, CachedTokens: 6, CacheWriteTokens: 5).Read(), UsageDefect.CachedExceedsInput },
        { new OpenRouterUsage(10, 5, Cost: -0.1m).Read(), UsageDefect.Negative },
        { new OpenRouterUsage(10, 5, Cost: 1e20m).Read(), UsageDefect.Overflow },
        { new BedrockConverseUsage(1, 1, CacheWriteTokens: 1, CacheWrite1hTokens: 2).Read(), UsageDefect.CacheSplitExceedsTotal },
        { new CohereUsage(SearchUnits: -1).Read(), UsageDefect.Negative },
        { new WatsonxUsage(1, -1).Read(), UsageDefect.Negative },
        { new TranscriptionDurationUsage(-1).Read(), UsageDefect.Negative },
        { new TranscriptionDurationUsage(long.MaxValue).Read(), UsageDefect.Overflow },
    };

    [Theory]
    [MemberData(nameof(Inconsistent))]
    public void An_inconsistent_report_is_refused_with_its_reason_and_bills_nothing(UsageReading reading, UsageDefect defect)
    {
        Assert.Equal(defect, reading.Defect);
        Assert.False(reading.IsConsistent);
        Assert.Equal(TokenUsage.Zero, reading.Usage);
    }
}
