namespace Tollgate.Metering.Budgets;

/// <summary>What a budget's period counts.</summary>
internal readonly record struct PeriodCounters
{
    /// <summary>Charged by entries of the ledger.</summary>
    public long Settled { get; init; }

    /// <summary>Set aside for attempts that are under way.</summary>
    public long Held { get; init; }

    /// <summary>The budget's limit in this period.</summary>
    public long Limit { get; init; }

    /// <summary>Given by operators, or taken.</summary>
    public long Adjusted { get; init; }

    /// <summary>Given by the period before, which left it unused.</summary>
    public long CarriedIn { get; init; }

    /// <summary>Given to the next period.</summary>
    public long CarriedOut { get; init; }

    /// <summary>Burst credits drawn and not given back.</summary>
    public long Burst { get; init; }

    /// <summary>Changes so far: the last number in the hold history.</summary>
    public long Sequence { get; init; }

    /// <summary>What is allowed without burst credits.</summary>
    public long OwnAllowance => Saturate((Int128)Limit + Adjusted + CarriedIn - CarriedOut);

    /// <summary>What settled and held together may be.</summary>
    public long Allowance => Saturate((Int128)OwnAllowance + Burst);

    /// <summary>allowance - settled - held; negative after a correction or a lowered limit.</summary>
    public long Room => Saturate((Int128)Allowance - Settled - Held);

    /// <summary>What the next period may be given: of the limit, not of what was carried in. That ends here.</summary>
    public long Unused => Math.Max(0, Saturate((Int128)Limit + Adjusted - CarriedOut - Settled - Held));

    private static long Saturate(Int128 value) => (long)Int128.Clamp(value, long.MinValue, long.MaxValue);
}
