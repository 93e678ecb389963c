namespace Tollgate.Contracts.Common.V1;

/// <summary>
/// Tokens of one attempt by billable kind, as events carry them. The kinds are disjoint; see <c>tollgate.common.v1.TokenUsage</c>.
/// Absent kinds are zero. Negative only in a correction.
/// </summary>
public sealed record TokenCounts
{
    /// <summary>Text input at the full price.</summary>
    public long Input { get; init; }

    /// <summary>Text input read from the provider's prompt cache.</summary>
    public long CachedInput { get; init; }

    /// <summary>Text input written to the provider's prompt cache for five minutes.</summary>
    public long CacheWrite5m { get; init; }

    /// <summary>Text input written to the provider's prompt cache for one hour.</summary>
    public long CacheWrite1h { get; init; }

    /// <summary>Visible text output.</summary>
    public long Output { get; init; }

    /// <summary>Reasoning that is billed but not shown.</summary>
    public long Reasoning { get; init; }

    /// <summary>Input tokens that stand for images.</summary>
    public long ImageInput { get; init; }

    /// <summary>Output tokens that stand for images.</summary>
    public long ImageOutput { get; init; }

    /// <summary>Input tokens that stand for audio.</summary>
    public long AudioInput { get; init; }

    /// <summary>Audio input read from the provider's prompt cache.</summary>
    public long CachedAudioInput { get; init; }

    /// <summary>Output tokens that stand for audio.</summary>
    public long AudioOutput { get; init; }

    /// <summary>Billed calls of provider-side tools.</summary>
    public long Tool { get; init; }
}
