namespace Tollgate.Tokens;

/// <summary>
/// How many billed units of each <see cref="TokenKind"/> an attempt used. Kinds are disjoint, arithmetic is checked, and a
/// negative count is legal only in a difference of two usages (a ledger correction): pricing refuses it, because the cost of a
/// correction is the difference of two rounded costs, not the cost of a difference.
/// </summary>
public readonly record struct TokenUsage
{
    /// <summary>No usage at all.</summary>
    public static readonly TokenUsage Zero;

    /// <inheritdoc cref="TokenKind.Input"/>
    public long Input { get; init; }

    /// <inheritdoc cref="TokenKind.CachedInput"/>
    public long CachedInput { get; init; }

    /// <inheritdoc cref="TokenKind.CacheWrite5m"/>
    public long CacheWrite5m { get; init; }

    /// <inheritdoc cref="TokenKind.CacheWrite1h"/>
    public long CacheWrite1h { get; init; }

    /// <inheritdoc cref="TokenKind.Output"/>
    public long Output { get; init; }

    /// <inheritdoc cref="TokenKind.Reasoning"/>
    public long Reasoning { get; init; }

    /// <inheritdoc cref="TokenKind.ImageInput"/>
    public long ImageInput { get; init; }

    /// <inheritdoc cref="TokenKind.ImageOutput"/>
    public long ImageOutput { get; init; }

    /// <inheritdoc cref="TokenKind.AudioInput"/>
    public long AudioInput { get; init; }

    /// <inheritdoc cref="TokenKind.CachedAudioInput"/>
    public long CachedAudioInput { get; init; }

    /// <inheritdoc cref="TokenKind.AudioOutput"/>
    public long AudioOutput { get; init; }

    /// <inheritdoc cref="TokenKind.Tool"/>
    public long Tool { get; init; }

    /// <summary>Everything that was sent: text, cached and cache-writing text, images, audio.</summary>
    public long InputTotal =>
        checked(Input + CachedInput + CacheWrite5m + CacheWrite1h + ImageInput + AudioInput + CachedAudioInput);

    /// <summary>Everything that was generated: visible text, reasoning, images, audio.</summary>
    public long OutputTotal => checked(Output + Reasoning + ImageOutput + AudioOutput);

    /// <summary>Input and output tokens together. Tool calls are not tokens and are left out.</summary>
    public long TokenTotal => checked(InputTotal + OutputTotal);

    /// <summary>True when every count is zero.</summary>
    public bool IsZero => this == Zero;

    /// <summary>True when any count is negative: a difference, not a measurement.</summary>
    public bool HasNegative => long.IsNegative(Input | CachedInput | CacheWrite5m | CacheWrite1h | Output | Reasoning
        | ImageInput | ImageOutput | AudioInput | CachedAudioInput | AudioOutput | Tool);

    /// <summary>The count of one kind.</summary>
    public long this[TokenKind kind] => kind switch
    {
        TokenKind.Input => Input,
        TokenKind.CachedInput => CachedInput,
        TokenKind.CacheWrite5m => CacheWrite5m,
        TokenKind.CacheWrite1h => CacheWrite1h,
        TokenKind.Output => Output,
        TokenKind.Reasoning => Reasoning,
        TokenKind.ImageInput => ImageInput,
        TokenKind.ImageOutput => ImageOutput,
        TokenKind.AudioInput => AudioInput,
        TokenKind.CachedAudioInput => CachedAudioInput,
        TokenKind.AudioOutput => AudioOutput,
        TokenKind.Tool => Tool,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>The same usage with one kind replaced.</summary>
    public TokenUsage With(TokenKind kind, long count) => kind switch
    {
        TokenKind.Input => this with { Input = count },
        TokenKind.CachedInput => this with { CachedInput = count },
        TokenKind.CacheWrite5m => this with { CacheWrite5m = count },
        TokenKind.CacheWrite1h => this with { CacheWrite1h = count },
        TokenKind.Output => this with { Output = count },
        TokenKind.Reasoning => this with { Reasoning = count },
        TokenKind.ImageInput => this with { ImageInput = count },
        TokenKind.ImageOutput => this with { ImageOutput = count },
        TokenKind.AudioInput => this with { AudioInput = count },
        TokenKind.CachedAudioInput => this with { CachedAudioInput = count },
        TokenKind.AudioOutput => this with { AudioOutput = count },
        TokenKind.Tool => this with { Tool = count },
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>Adds kind by kind.</summary>
    /// <exception cref="OverflowException">A sum leaves the range of a long.</exception>
    public static TokenUsage operator +(TokenUsage left, TokenUsage right) => Combine(left, right, static (a, b) => checked(a + b));

    /// <summary>Subtracts kind by kind; the result may be negative (see <see cref="HasNegative"/>).</summary>
    /// <exception cref="OverflowException">A difference leaves the range of a long.</exception>
    public static TokenUsage operator -(TokenUsage left, TokenUsage right) => Combine(left, right, static (a, b) => checked(a - b));

    /// <summary>The kinds with a count other than zero, in wire order.</summary>
    public IEnumerable<KeyValuePair<TokenKind, long>> NonZero()
    {
        foreach (var kind in TokenKinds.All)
        {
            if (this[kind] != 0)
                yield return new(kind, this[kind]);
        }
    }

    private static TokenUsage Combine(TokenUsage left, TokenUsage right, Func<long, long, long> op) => new()
    {
        Input = op(left.Input, right.Input),
        CachedInput = op(left.CachedInput, right.CachedInput),
        CacheWrite5m = op(left.CacheWrite5m, right.CacheWrite5m),
        CacheWrite1h = op(left.CacheWrite1h, right.CacheWrite1h),
        Output = op(left.Output, right.Output),
        Reasoning = op(left.Reasoning, right.Reasoning),
        ImageInput = op(left.ImageInput, right.ImageInput),
        ImageOutput = op(left.ImageOutput, right.ImageOutput),
        AudioInput = op(left.AudioInput, right.AudioInput),
        CachedAudioInput = op(left.CachedAudioInput, right.CachedAudioInput),
        AudioOutput = op(left.AudioOutput, right.AudioOutput),
        Tool = op(left.Tool, right.Tool),
    };
}
