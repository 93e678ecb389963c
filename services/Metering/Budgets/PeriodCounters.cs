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

    /// <summary>Changes so far: the last number in the hold history.</summary>
    public long Sequence { get; init; }

    /// <summary>What settled and held together may be.</summary>
    public long Allowance => Limit;

    /// <summary>allowance - settled - held; negative after a correction or a lowered limit.</summary>
    public long Room => (long)Int128.Clamp((Int128)Allowance - Settled - Held, long.MinValue, long.MaxValue);
}
