namespace Tollgate.Tokens;

/// <summary>Why a provider's usage report cannot be believed.</summary>
public enum UsageDefect
{
    /// <summary>It is consistent.</summary>
    None,

    /// <summary>A count is negative.</summary>
    Negative,

    /// <summary>More input was cached (or written to the cache) than there was input.</summary>
    CachedExceedsInput,

    /// <summary>More reasoning than output.</summary>
    ReasoningExceedsOutput,

    /// <summary>The parts by modality do not add up to the total they are parts of.</summary>
    ModalitiesDisagree,

    /// <summary>The split of cache writes by lifetime is larger than their total.</summary>
    CacheSplitExceedsTotal,

    /// <summary>The counts do not fit in a long.</summary>
    Overflow,
}

/// <summary>What had to be decided while reading a consistent report.</summary>
[Flags]
public enum UsageNotes
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The split of cache writes was shorter than their total; the rest was priced with the larger share.</summary>
    CacheSplitShort = 1,

    /// <summary>Thoughts were found to be part of the candidates, not beside them, as the total shows.</summary>
    ThoughtsWithinCandidates = 2,

    /// <summary>The total reported is not the sum of the parts; the parts were priced.</summary>
    TotalDisagrees = 4,
}

/// <summary>
/// A provider's usage report in disjoint kinds. An inconsistent report has a <see cref="Defect"/> and no usage: the caller keeps
/// its own count and alarms, rather than bill a guess.
/// </summary>
public sealed record UsageReading
{
    private UsageReading(TokenUsage usage, UsageDefect defect) => (Usage, Defect) = (usage, defect);

    /// <summary>The usage; zero when there is a defect.</summary>
    public TokenUsage Usage { get; }

    /// <summary>Why the report was refused.</summary>
    public UsageDefect Defect { get; }

    /// <summary>What was decided on the way.</summary>
    public UsageNotes Notes { get; init; }

    /// <summary>The cost the provider itself states, in nanos of US dollars, where it does; it then goes before our arithmetic.</summary>
    public long? StatedCostNanos { get; init; }

    /// <summary>True when the report can be billed.</summary>
    public bool IsConsistent => Defect is UsageDefect.None;

    internal static UsageReading Of(TokenUsage usage)
    {
        if (usage.HasNegative)
            return Refuse(UsageDefect.Negative);

        // Totals are what everyone adds next: a usage whose own totals overflow is no usage.
        Int128 total = 0;
        foreach (var kind in TokenKinds.All)
            total += usage[kind];
        return total <= long.MaxValue ? new UsageReading(usage, UsageDefect.None) : Refuse(UsageDefect.Overflow);
    }

    internal static UsageReading Refuse(UsageDefect defect) => new(TokenUsage.Zero, defect);
}
