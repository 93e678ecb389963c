namespace Tollgate.Tokens;

/// <summary>The limits an attempt cannot exceed, from which a hold is made. Counts are the worst case, not the likely one.</summary>
public sealed record WorstCaseUsage
{
    private static readonly TokenKind[] TextNotWritten = [TokenKind.Input, TokenKind.CachedInput];
    private static readonly TokenKind[] Text = [.. TextNotWritten, TokenKind.CacheWrite5m, TokenKind.CacheWrite1h];

    /// <summary>Text input tokens, and images on models that bill them as text.</summary>
    public long InputTokens { get; init; }

    /// <summary>Text output tokens, reasoning included.</summary>
    public long MaxOutputTokens { get; init; }

    /// <summary>Image tokens billed apart from text.</summary>
    public long ImageInputTokens { get; init; }

    /// <summary>Generated image tokens.</summary>
    public long ImageOutputTokens { get; init; }

    /// <summary>Audio input tokens (10 a second on a model priced per second).</summary>
    public long AudioInputTokens { get; init; }

    /// <summary>Generated audio tokens.</summary>
    public long AudioOutputTokens { get; init; }

    /// <summary>Billed provider-side tool calls.</summary>
    public long ToolCalls { get; init; }

    /// <summary>
    /// Whether the request may write the prompt cache. A one-hour write costs twice the input on some models, so saying "no"
    /// where no cache mark is sent halves the hold.
    /// </summary>
    public bool MayWriteCache { get; init; } = true;

    /// <summary>The usage within these limits that costs most under an entry.</summary>
    public TokenUsage Dearest(PriceEntry entry)
    {
        var total = Add(Add(InputTokens, ImageInputTokens), AudioInputTokens);

        // A shorter prompt stays below the step, so the step counts only when the limit passes it.
        var prices = entry.PricesFor(total);

        // Images without a price of their own are text to the bill, and can be written to the cache like it.
        var imagesAreText = prices.ImageInput is null;
        return new TokenUsage { ImageInput = imagesAreText ? 0 : ImageInputTokens, ImageOutput = ImageOutputTokens, AudioOutput = AudioOutputTokens, Tool = ToolCalls }
            .With(Dearest(prices, MayWriteCache ? Text : TextNotWritten), imagesAreText ? Add(InputTokens, ImageInputTokens) : InputTokens)
            .With(Dearest(prices, [TokenKind.Output, TokenKind.Reasoning]), MaxOutputTokens)
            .With(Dearest(prices, [TokenKind.AudioInput, TokenKind.CachedAudioInput]), AudioInputTokens);
    }

    // A sum out of range stays at the largest number: too much to be priced, which is then said as such.
    private static long Add(long left, long right) => right > long.MaxValue - left ? long.MaxValue : left + right;

    private static TokenKind Dearest(UnitPrices prices, ReadOnlySpan<TokenKind> kinds)
    {
        var best = kinds[0];
        foreach (var kind in kinds)
        {
            if (prices.Charged(kind) > prices.Charged(best))
                best = kind;
        }

        return best;
    }
}
