namespace Tollgate.Tokens;

/// <summary>
/// What a billed unit stands for. The kinds are <b>disjoint</b>: one token is counted under exactly one of them, so a cost is
/// the sum over the kinds of count × unit price. Order and names are those of the <c>TokenUsage</c> message on the wire.
/// </summary>
public enum TokenKind
{
    /// <summary>Text input (and images on models that bill them as text) charged at the full input price; nothing cached.</summary>
    Input,

    /// <summary>Text input read from the provider's prompt cache.</summary>
    CachedInput,

    /// <summary>Text input written to the provider's prompt cache for five minutes.</summary>
    CacheWrite5m,

    /// <summary>Text input written to the provider's prompt cache for one hour.</summary>
    CacheWrite1h,

    /// <summary>Visible text output.</summary>
    Output,

    /// <summary>Output spent on reasoning: billed, not shown.</summary>
    Reasoning,

    /// <summary>Input tokens that stand for images, where the provider reports and prices them apart.</summary>
    ImageInput,

    /// <summary>Output tokens that stand for images.</summary>
    ImageOutput,

    /// <summary>Input tokens that stand for audio, not cached.</summary>
    AudioInput,

    /// <summary>Audio input read from the provider's prompt cache.</summary>
    CachedAudioInput,

    /// <summary>Output tokens that stand for audio.</summary>
    AudioOutput,

    /// <summary>Billed calls of provider-side tools (searches, rerank queries): a count of calls, not of tokens.</summary>
    Tool,
}
