namespace Tollgate.Tokens;

/// <summary>Why a usage could not be priced.</summary>
public enum PricingError
{
    /// <summary>It was priced.</summary>
    None,

    /// <summary>A count is negative: price both usages and subtract the costs.</summary>
    NegativeUsage,

    /// <summary>The entry has no price for a kind that was used.</summary>
    UnpricedKind,

    /// <summary>The cost does not fit in nanos.</summary>
    Overflow,

    /// <summary>The entry carries a price that cannot be multiplied exactly, or a negative one; a validated book has none.</summary>
    InvalidPrice,
}

/// <summary>A usage could not be priced. Trying again with the same usage and entry cannot help.</summary>
public sealed class PricingException(PricingError error, TokenKind? kind, string message) : Exception(message)
{
    /// <summary>The reason.</summary>
    public PricingError Error { get; } = error;

    /// <summary>The kind at fault, where there is one.</summary>
    public TokenKind? Kind { get; } = kind;
}
