namespace Tollgate.Tokens;

/// <summary>The prices a whole request is charged at once its input passes a length.</summary>
/// <param name="AboveInputTokens">The step applies when <see cref="TokenUsage.InputTotal"/> is greater than this.</param>
/// <param name="Prices">Replaces the base list as a whole; fallbacks stay within it.</param>
public sealed record LongContextPrices(long AboveInputTokens, UnitPrices Prices);

/// <summary>What one provider charges for one model in one service tier during one span of time.</summary>
public sealed record PriceEntry
{
    /// <summary>Audio tokens that stand for one second on a model priced per second (one token per 100 ms).</summary>
    public const int AudioTokensPerSecond = 10;

    /// <summary>Provider name: <c>openai</c>, <c>anthropic</c>, <c>google</c>, <c>cohere</c>, <c>ibm</c>, <c>local</c>, ...</summary>
    public required string Provider { get; init; }

    /// <summary>Canonical model name at that provider.</summary>
    public required string Model { get; init; }

    /// <summary>Other names the provider answers to for the same model, such as dated snapshots.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The service tier these prices are for.</summary>
    public ServiceTier Tier { get; init; }

    /// <summary>ISO 4217 code all figures of the entry are in.</summary>
    public string Currency { get; init; } = "USD";

    /// <summary>Prices per million tokens.</summary>
    public required UnitPrices Prices { get; init; }

    /// <summary>Prices above a prompt length, where the provider has such a step.</summary>
    public LongContextPrices? LongContext { get; init; }

    /// <summary>
    /// Price of one second of audio input, for models billed by duration (instead of an audio input price). Duration travels as
    /// <see cref="TokenKind.AudioInput"/> at <see cref="AudioTokensPerSecond"/>, so it needs no field of its own anywhere.
    /// </summary>
    public decimal? PerSecond { get; init; }

    /// <summary>Price of one <see cref="TokenKind.Tool"/> call.</summary>
    public decimal? PerCall { get; init; }

    /// <summary>First instant the prices hold; null: since always.</summary>
    public DateTimeOffset? EffectiveFrom { get; init; }

    /// <summary>First instant the prices no longer hold; null: until further notice.</summary>
    public DateTimeOffset? EffectiveTo { get; init; }

    /// <summary>Stable id of this price, recorded with every cost made from it.</summary>
    public required string Version { get; init; }

    /// <summary>Where the figures come from.</summary>
    public string Source { get; init; } = "";

    /// <summary>True when the prices hold at that instant.</summary>
    public bool IsEffective(DateTimeOffset at) =>
        (EffectiveFrom is not { } from || from <= at) && (EffectiveTo is not { } to || at < to);

    /// <summary>The list that a request with this much input is charged at.</summary>
    public UnitPrices PricesFor(long inputTotal) =>
        LongContext is { } step && inputTotal > step.AboveInputTokens ? step.Prices : Prices;
}
