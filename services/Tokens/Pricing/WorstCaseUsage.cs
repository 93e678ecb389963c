namespace Tollgate.Tokens;

/// <summary>The limits an attempt cannot exceed, from which a hold is made. Counts are the worst case, not the likely one.</summary>
public sealed record WorstCaseUsage
{
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
        var total = InputTokens;
        foreach (var more in (ReadOnlySpan<long>)[ImageInputTokens, AudioInputTokens])
            total = more > long.MaxValue - total ? long.MaxValue : total + more;

        // A shorter prompt stays below the step; the step must count for the worst case only when the limit can pass it.
        var prices = entry.PricesFor(total);
        var textKinds = MayWriteCache
            ? (TokenKind[])[TokenKind.Input, TokenKind.CachedInput, TokenKind.CacheWrite5m, TokenKind.CacheWrite1h]
            : [TokenKind.Input, TokenKind.CachedInput];
        return new TokenUsage { ImageInput = ImageInputTokens, ImageOutput = ImageOutputTokens, Tool = ToolCalls }
            .With(Dearest(prices, textKinds), InputTokens)
            .With(Dearest(prices, [TokenKind.Output, TokenKind.Reasoning]), MaxOutputTokens)
            .With(Dearest(prices, [TokenKind.AudioInput, TokenKind.CachedAudioInput]), AudioInputTokens)
            with { AudioOutput = AudioOutputTokens };
    }

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
