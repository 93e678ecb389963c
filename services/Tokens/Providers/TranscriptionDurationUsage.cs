namespace Tollgate.Tokens;

/// <summary>The usage of a transcription billed by duration (<c>"type": "duration"</c>), as Whisper's.</summary>
/// <param name="Seconds"><c>seconds</c>, already rounded by the provider.</param>
public sealed record TranscriptionDurationUsage(long Seconds)
{
    /// <summary>Reads the duration into audio tokens of <see cref="PriceEntry.AudioTokensPerSecond"/> a second.</summary>
    public UsageReading Read() => Seconds > long.MaxValue / PriceEntry.AudioTokensPerSecond
        ? UsageReading.Refuse(UsageDefect.Overflow)
        : Seconds < 0
            ? UsageReading.Refuse(UsageDefect.Negative)
            : UsageReading.Of(new TokenUsage { AudioInput = Seconds * PriceEntry.AudioTokensPerSecond });
}
