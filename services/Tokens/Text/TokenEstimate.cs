namespace Tollgate.Tokens;

/// <summary>
/// A number of tokens known before the provider says it: the likely figure to show, and the worst case to hold money for.
/// </summary>
public readonly record struct TokenEstimate
{
    /// <summary>Makes an estimate; the worst case is never below the likely one.</summary>
    public TokenEstimate(long likely, long worstCase, bool isExact = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(likely);
        ArgumentOutOfRangeException.ThrowIfLessThan(worstCase, likely);
        (Likely, WorstCase, IsExact) = (likely, worstCase, isExact && likely == worstCase);
    }

    /// <summary>The figure expected on the bill.</summary>
    public long Likely { get; }

    /// <summary>The figure to reserve.</summary>
    public long WorstCase { get; }

    /// <summary>True when a published rule gives the number; false when it is flagged as an estimate.</summary>
    public bool IsExact { get; }

    /// <summary>A number given by a published rule.</summary>
    public static TokenEstimate Exactly(long tokens) => new(tokens, tokens, isExact: true);

    /// <summary>Both together; exact only if both are.</summary>
    public static TokenEstimate operator +(TokenEstimate left, TokenEstimate right) => checked(new(
        left.Likely + right.Likely, left.WorstCase + right.WorstCase, left.IsExact && right.IsExact));
}
