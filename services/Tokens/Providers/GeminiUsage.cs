namespace Tollgate.Tokens;

/// <summary>
/// Gemini's <c>usageMetadata</c>. The prompt <b>includes</b> cached tokens; candidates <b>exclude</b> thoughts, which are billed as
/// output beside them.
/// </summary>
/// <param name="PromptTokens"><c>promptTokenCount</c>.</param>
/// <param name="CandidatesTokens"><c>candidatesTokenCount</c>.</param>
/// <param name="ThoughtsTokens"><c>thoughtsTokenCount</c>.</param>
/// <param name="CachedContentTokens"><c>cachedContentTokenCount</c>.</param>
/// <param name="ToolUsePromptTokens"><c>toolUsePromptTokenCount</c>: input beside the prompt.</param>
/// <param name="TotalTokens"><c>totalTokenCount</c>, where reported.</param>
public sealed record GeminiUsage(
    long PromptTokens,
    long CandidatesTokens,
    long ThoughtsTokens = 0,
    long CachedContentTokens = 0,
    long ToolUsePromptTokens = 0,
    long? TotalTokens = null)
{
    /// <summary>AUDIO of <c>promptTokensDetails</c>.</summary>
    public long AudioPromptTokens { get; init; }

    /// <summary>AUDIO of <c>cacheTokensDetails</c>; left out, text is taken to be cached first.</summary>
    public long? CachedAudioTokens { get; init; }

    /// <summary>IMAGE of <c>candidatesTokensDetails</c>.</summary>
    public long ImageCandidatesTokens { get; init; }

    /// <summary>AUDIO of <c>candidatesTokensDetails</c>.</summary>
    public long AudioCandidatesTokens { get; init; }

    /// <summary>Reads the report into disjoint kinds.</summary>
    public UsageReading Read()
    {
        if (Check.AnyNegative(PromptTokens, CandidatesTokens, ThoughtsTokens, CachedContentTokens, ToolUsePromptTokens, TotalTokens ?? 0,
            AudioPromptTokens, CachedAudioTokens ?? 0, ImageCandidatesTokens, AudioCandidatesTokens))
            return UsageReading.Refuse(UsageDefect.Negative);
        if (AudioPromptTokens > PromptTokens)
            return UsageReading.Refuse(UsageDefect.ModalitiesDisagree);

        var text = PromptTokens - AudioPromptTokens;
        var cachedAudio = CachedAudioTokens ?? Math.Max(0, CachedContentTokens - text);
        if (CachedContentTokens > PromptTokens || cachedAudio > CachedContentTokens || cachedAudio > AudioPromptTokens || CachedContentTokens - cachedAudio > text)
            return UsageReading.Refuse(UsageDefect.CachedExceedsInput);

        // Some of Google's endpoints report candidates with the thoughts in them; the total tells which it is.
        var within = ThoughtsTokens > 0 && TotalTokens is not null && !Check.Differs(TotalTokens, PromptTokens, ToolUsePromptTokens, CandidatesTokens);
        var candidates = within ? CandidatesTokens - ThoughtsTokens : CandidatesTokens;
        if (candidates < 0)
            return UsageReading.Refuse(UsageDefect.ReasoningExceedsOutput);
        if (Check.Exceeds(candidates, ImageCandidatesTokens, AudioCandidatesTokens))
            return UsageReading.Refuse(UsageDefect.ModalitiesDisagree);

        var differs = !within && Check.Differs(TotalTokens, PromptTokens, ToolUsePromptTokens, CandidatesTokens, ThoughtsTokens);
        return ReadDisjoint(candidates, cachedAudio) with
        {
            Notes = (within ? UsageNotes.ThoughtsWithinCandidates : 0) | (differs ? UsageNotes.TotalDisagrees : 0),
        };
    }

    private UsageReading ReadDisjoint(long candidates, long cachedAudio)
    {
        var cachedText = CachedContentTokens - cachedAudio;
        var text = PromptTokens - AudioPromptTokens - cachedText;
        if (ToolUsePromptTokens > long.MaxValue - text)
            return UsageReading.Refuse(UsageDefect.Overflow);

        return UsageReading.Of(new TokenUsage
        {
            Input = text + ToolUsePromptTokens,
            CachedInput = cachedText,
            AudioInput = AudioPromptTokens - cachedAudio,
            CachedAudioInput = cachedAudio,
            Output = candidates - ImageCandidatesTokens - AudioCandidatesTokens,
            Reasoning = ThoughtsTokens,
            ImageOutput = ImageCandidatesTokens,
            AudioOutput = AudioCandidatesTokens,
        });
    }
}
