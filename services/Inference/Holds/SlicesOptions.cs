using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Tollgate.Inference.Holds;

/// <summary>
/// Settings of holds that grow with a streamed answer, section <c>Slices</c>. An answer that is asked for whole, cannot be longer than a
/// slice, or may spend tokens that it does not show is held for at its full length from the start.
/// </summary>
public sealed class SlicesOptions
{
    /// <summary>Tokens of an answer that are held at a time. The next slice is asked for when generation enters the last one that is held.</summary>
    [Range(2, 10_000_000)]
    public int Tokens { get; set; } = 1024;

    /// <summary>
    /// An answer whose next slice cannot be had is stopped when so many of the tokens held are left. They cover what a provider generates
    /// between the last token that we saw and our cancellation: <see cref="Patience"/> and the way there and back, at the provider's pace.
    /// </summary>
    [Range(1, 1_000_000)]
    public int Margin { get; set; } = 256;

    /// <summary>How long an answer that has come so far waits for Metering's word before it is stopped. Nothing is read meanwhile.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromMilliseconds(250);
}

/// <summary>A margin as long as a slice would stop an answer before its first word.</summary>
internal sealed class SlicesValidator : IValidateOptions<SlicesOptions>
{
    public ValidateOptionsResult Validate(string? name, SlicesOptions options) => options.Margin < options.Tokens
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail($"Slices: Margin ({options.Margin}) must be less than Tokens ({options.Tokens}).");
}
