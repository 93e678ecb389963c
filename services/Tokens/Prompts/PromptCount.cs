namespace Tollgate.Tokens;

/// <summary>
/// The input tokens of a prompt, split by origin. <see cref="Total"/> is the sum of the split, always: a message's framing goes
/// where the message goes, the priming of the reply (3 tokens) to <see cref="TokenOrigin.System"/>, schemas' framing to
/// <see cref="TokenOrigin.ToolSchema"/>.
/// </summary>
public sealed record PromptCount
{
    /// <summary>Tokens of <see cref="TokenOrigin.System"/>.</summary>
    public long System { get; init; }

    /// <summary>Tokens of <see cref="TokenOrigin.History"/>.</summary>
    public long History { get; init; }

    /// <summary>Tokens of <see cref="TokenOrigin.Retrieved"/>.</summary>
    public long Retrieved { get; init; }

    /// <summary>Tokens of <see cref="TokenOrigin.User"/>.</summary>
    public long User { get; init; }

    /// <summary>Tokens of <see cref="TokenOrigin.ToolSchema"/>.</summary>
    public long ToolSchema { get; init; }

    /// <summary>Tokens of <see cref="TokenOrigin.ToolResult"/>.</summary>
    public long ToolResult { get; init; }

    /// <summary>The likely input of the request: the sum over the origins.</summary>
    public long Total => checked(System + History + Retrieved + User + ToolSchema + ToolResult);

    /// <summary>The input to hold money for.</summary>
    public required long WorstCase { get; init; }

    /// <summary>Of <see cref="Total"/>, the tokens that stand for images; some models price them apart.</summary>
    public long Image { get; init; }

    /// <summary>Of <see cref="WorstCase"/>, the tokens that stand for images.</summary>
    public long WorstCaseImage { get; init; }

    /// <summary>Of <see cref="Total"/>, the tokens that stand for audio; they have their own price.</summary>
    public long Audio { get; init; }

    /// <summary>Of <see cref="WorstCase"/>, the tokens that stand for audio.</summary>
    public long WorstCaseAudio { get; init; }

    /// <summary>True when a part of the number comes from a rule the provider has not published for this model.</summary>
    public bool IsEstimate { get; init; }

    /// <summary>The limits to hold money for, given the most that may be generated.</summary>
    public WorstCaseUsage ToWorstCase(long maxOutputTokens, bool mayWriteCache = true) => new()
    {
        InputTokens = WorstCase - WorstCaseImage - WorstCaseAudio,
        ImageInputTokens = WorstCaseImage,
        AudioInputTokens = WorstCaseAudio,
        MaxOutputTokens = maxOutputTokens,
        MayWriteCache = mayWriteCache,
    };

    /// <summary>The tokens of one origin.</summary>
    public long this[TokenOrigin origin] => origin switch
    {
        TokenOrigin.System => System,
        TokenOrigin.History => History,
        TokenOrigin.Retrieved => Retrieved,
        TokenOrigin.User => User,
        TokenOrigin.ToolSchema => ToolSchema,
        TokenOrigin.ToolResult => ToolResult,
        _ => throw new ArgumentOutOfRangeException(nameof(origin), origin, null),
    };
}
