namespace Tollgate.Tokens;

/// <summary>What is wrong with a line of a price book.</summary>
public enum PriceBookErrorCode
{
    /// <summary>Not JSON, or JSON of another shape.</summary>
    Malformed,

    /// <summary>A required property is missing.</summary>
    Missing,

    /// <summary>A property the format does not know.</summary>
    UnknownProperty,

    /// <summary>A price for a token kind that does not exist, or is not priced per million.</summary>
    UnknownKind,

    /// <summary>A service tier that does not exist.</summary>
    UnknownTier,

    /// <summary>A currency that is not known.</summary>
    UnknownCurrency,

    /// <summary>A price below zero.</summary>
    NegativePrice,

    /// <summary>A price too large or with too many decimals to be multiplied exactly.</summary>
    PriceOutOfRange,

    /// <summary>An end that is not after its start.</summary>
    EmptyPeriod,

    /// <summary>Two prices for the same model and tier hold at the same time.</summary>
    OverlappingPeriods,

    /// <summary>The same name stands for two models of one provider, or one version id for two prices.</summary>
    DuplicateName,

    /// <summary>Figures that contradict each other, such as one cache-write price without the other.</summary>
    Inconsistent,
}

/// <summary>One thing wrong with a price book.</summary>
/// <param name="Code">What kind of mistake.</param>
/// <param name="Path">Where: a JSON path or a price version.</param>
/// <param name="Message">A sentence for people.</param>
public sealed record PriceBookError(PriceBookErrorCode Code, string Path, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Path}: {Message} ({Code})";
}

/// <summary>A price book was refused. Lists everything wrong with it at once.</summary>
public sealed class PriceBookException(IReadOnlyList<PriceBookError> errors)
    : Exception($"The price book has {errors.Count} error(s): {string.Join("; ", errors.Take(5))}")
{
    /// <summary>All errors, in the order of the document.</summary>
    public IReadOnlyList<PriceBookError> Errors { get; } = errors;
}
