namespace Tollgate.Tokens;

/// <summary>
/// Unit prices per one million tokens, one for each kind that has its own. A kind without one falls back to the kind it is a
/// refinement of, always to a price that is the same or higher for every real price list, never to zero.
/// </summary>
public sealed record UnitPrices
{
    /// <summary>Price of <see cref="TokenKind.Input"/>.</summary>
    public decimal? Input { get; init; }

    /// <summary>Price of <see cref="TokenKind.CachedInput"/>; absent: no discount, the input price.</summary>
    public decimal? CachedInput { get; init; }

    /// <summary>Price of <see cref="TokenKind.CacheWrite5m"/>; absent: writing is free of surcharge, the input price.</summary>
    public decimal? CacheWrite5m { get; init; }

    /// <summary>Price of <see cref="TokenKind.CacheWrite1h"/>; absent: the input price. A list that has one write price has both.</summary>
    public decimal? CacheWrite1h { get; init; }

    /// <summary>Price of <see cref="TokenKind.Output"/>.</summary>
    public decimal? Output { get; init; }

    /// <summary>Price of <see cref="TokenKind.Reasoning"/>; absent: the output price.</summary>
    public decimal? Reasoning { get; init; }

    /// <summary>Price of <see cref="TokenKind.ImageInput"/>; absent: the input price.</summary>
    public decimal? ImageInput { get; init; }

    /// <summary>Price of <see cref="TokenKind.ImageOutput"/>; absent: the model does not sell it.</summary>
    public decimal? ImageOutput { get; init; }

    /// <summary>Price of <see cref="TokenKind.AudioInput"/>; absent: the model does not sell it.</summary>
    public decimal? AudioInput { get; init; }

    /// <summary>Price of <see cref="TokenKind.CachedAudioInput"/>; absent: the audio input price.</summary>
    public decimal? CachedAudioInput { get; init; }

    /// <summary>Price of <see cref="TokenKind.AudioOutput"/>; absent: the model does not sell it.</summary>
    public decimal? AudioOutput { get; init; }

    /// <summary>The price stated for a kind itself, without fallback. Tool calls have none here: see <see cref="PriceEntry.PerCall"/>.</summary>
    public decimal? this[TokenKind kind] => kind switch
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
        _ => null,
    };

    /// <summary>The price charged for a kind, fallback included; null when the model cannot be charged for it.</summary>
    public decimal? Charged(TokenKind kind) => this[kind] ?? kind switch
    {
        TokenKind.CachedInput or TokenKind.CacheWrite5m or TokenKind.CacheWrite1h or TokenKind.ImageInput => Input,
        TokenKind.Reasoning => Output,
        TokenKind.CachedAudioInput => AudioInput,
        _ => null,
    };

    /// <summary>The same list with one kind's price replaced.</summary>
    public UnitPrices With(TokenKind kind, decimal price) => kind switch
    {
        TokenKind.Input => this with { Input = price },
        TokenKind.CachedInput => this with { CachedInput = price },
        TokenKind.CacheWrite5m => this with { CacheWrite5m = price },
        TokenKind.CacheWrite1h => this with { CacheWrite1h = price },
        TokenKind.Output => this with { Output = price },
        TokenKind.Reasoning => this with { Reasoning = price },
        TokenKind.ImageInput => this with { ImageInput = price },
        TokenKind.ImageOutput => this with { ImageOutput = price },
        TokenKind.AudioInput => this with { AudioInput = price },
        TokenKind.CachedAudioInput => this with { CachedAudioInput = price },
        TokenKind.AudioOutput => this with { AudioOutput = price },
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Tool calls are priced per call, not per million."),
    };
}
