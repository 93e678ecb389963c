namespace Tollgate.Tokens;

/// <summary>
/// The <c>usage</c> of OpenAI chat completions (<c>prompt_tokens</c>, <c>completion_tokens</c>), Responses and batch
/// (<c>input_tokens</c>, <c>output_tokens</c>), Azure OpenAI, embeddings and other APIs of the same shape. Details are subsets:
/// input includes cached and audio tokens, output includes reasoning and audio tokens.
/// </summary>
/// <param name="InputTokens"><c>prompt_tokens</c> or <c>input_tokens</c>.</param>
/// <param name="OutputTokens"><c>completion_tokens</c> or <c>output_tokens</c>; 0 for embeddings.</param>
/// <param name="CachedTokens"><c>cached_tokens</c> of the input details.</param>
/// <param name="ReasoningTokens"><c>reasoning_tokens</c> of the output details.</param>
/// <param name="AudioInputTokens"><c>audio_tokens</c> of the input details.</param>
/// <param name="AudioOutputTokens"><c>audio_tokens</c> of the output details.</param>
public sealed record OpenAiUsage(
    long InputTokens,
    long OutputTokens = 0,
    long CachedTokens = 0,
    long ReasoningTokens = 0,
    long AudioInputTokens = 0,
    long AudioOutputTokens = 0)
{
    /// <summary><c>total_tokens</c>, where reported.</summary>
    public long? TotalTokens { get; init; }

    /// <summary>Reads the report into disjoint kinds.</summary>
    public UsageReading Read()
    {
        if (Check.AnyNegative(InputTokens, OutputTokens, CachedTokens, ReasoningTokens, AudioInputTokens, AudioOutputTokens, TotalTokens ?? 0))
            return UsageReading.Refuse(UsageDefect.Negative);
        if (CachedTokens > InputTokens)
            return UsageReading.Refuse(UsageDefect.CachedExceedsInput);
        if (AudioInputTokens > InputTokens)
            return UsageReading.Refuse(UsageDefect.ModalitiesDisagree);
        if (Check.Exceeds(OutputTokens, ReasoningTokens, AudioOutputTokens))
            return UsageReading.Refuse(ReasoningTokens > OutputTokens ? UsageDefect.ReasoningExceedsOutput : UsageDefect.ModalitiesDisagree);

        // The cached count is not split by modality here. Text is cached first: it is the prefix of every prompt we send.
        var text = InputTokens - AudioInputTokens;
        var cachedText = Math.Min(CachedTokens, text);
        var cachedAudio = CachedTokens - cachedText;
        return UsageReading.Of(new TokenUsage
        {
            Input = text - cachedText,
            CachedInput = cachedText,
            AudioInput = AudioInputTokens - cachedAudio,
            CachedAudioInput = cachedAudio,
            Output = OutputTokens - ReasoningTokens - AudioOutputTokens,
            Reasoning = ReasoningTokens,
            AudioOutput = AudioOutputTokens,
        }) with { Notes = Check.Differs(TotalTokens, InputTokens, OutputTokens) ? UsageNotes.TotalDisagrees : UsageNotes.None };
    }
}
