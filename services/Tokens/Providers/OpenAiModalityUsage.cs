namespace Tollgate.Tokens;

/// <summary>
/// Usage by modality: OpenAI realtime (<c>response.done</c>), transcription and image generation. Each modality has its own price,
/// cached or not, so each is kept apart.
/// </summary>
/// <param name="TextInput"><c>text_tokens</c> of the input, cached ones included.</param>
/// <param name="AudioInput"><c>audio_tokens</c> of the input, cached ones included.</param>
/// <param name="ImageInput"><c>image_tokens</c> of the input.</param>
/// <param name="CachedText"><c>text_tokens</c> of the cached details.</param>
/// <param name="CachedAudio"><c>audio_tokens</c> of the cached details.</param>
/// <param name="TextOutput"><c>text_tokens</c> of the output.</param>
/// <param name="AudioOutput"><c>audio_tokens</c> of the output.</param>
/// <param name="ImageOutput"><c>output_tokens</c> of an image generation.</param>
public sealed record OpenAiModalityUsage(
    long TextInput = 0,
    long AudioInput = 0,
    long ImageInput = 0,
    long CachedText = 0,
    long CachedAudio = 0,
    long TextOutput = 0,
    long AudioOutput = 0,
    long ImageOutput = 0)
{
    /// <summary><c>input_tokens</c>, where reported: must be the sum of its modalities.</summary>
    public long? InputTokens { get; init; }

    /// <summary><c>output_tokens</c>, where reported: must be the sum of its modalities.</summary>
    public long? OutputTokens { get; init; }

    /// <summary>Reads the report into disjoint kinds.</summary>
    public UsageReading Read()
    {
        if (Check.AnyNegative(TextInput, AudioInput, ImageInput, CachedText, CachedAudio, TextOutput, AudioOutput, ImageOutput))
            return UsageReading.Refuse(UsageDefect.Negative);
        if (CachedText > TextInput || CachedAudio > AudioInput)
            return UsageReading.Refuse(UsageDefect.CachedExceedsInput);
        if (Check.Differs(InputTokens, TextInput, AudioInput, ImageInput) || Check.Differs(OutputTokens, TextOutput, AudioOutput, ImageOutput))
            return UsageReading.Refuse(UsageDefect.ModalitiesDisagree);

        return UsageReading.Of(new TokenUsage
        {
            Input = TextInput - CachedText,
            CachedInput = CachedText,
            AudioInput = AudioInput - CachedAudio,
            CachedAudioInput = CachedAudio,
            ImageInput = ImageInput,
            Output = TextOutput,
            AudioOutput = AudioOutput,
            ImageOutput = ImageOutput,
        });
    }
}
