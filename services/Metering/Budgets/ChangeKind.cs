namespace Tollgate.Metering.Budgets;

/// <summary>Why a period's counters changed. The numbers are stored, and are those of the wire.</summary>
internal enum ChangeKind : short
{
    /// <summary>An attempt's worst case was set aside.</summary>
    Held = 1,

    /// <summary>An attempt's hold was raised.</summary>
    Extended = 2,

    /// <summary>An attempt's usage took the place of its hold.</summary>
    Settled = 3,

    /// <summary>An attempt's hold was given back.</summary>
    Released = 4,

    /// <summary>Usage became known better.</summary>
    Corrected = 5,

    /// <summary>The budget's limit was changed.</summary>
    LimitChanged = 6,

    /// <summary>Nothing changed: an attempt was refused.</summary>
    Refused = 7,

    /// <summary>An operator gave it more, or took from it.</summary>
    Adjusted = 8,

    /// <summary>It was given what the period before left unused, or gave some of that back.</summary>
    CarriedIn = 9,

    /// <summary>What it left unused went to the next period, or some of that came back.</summary>
    CarriedOut = 10,

    /// <summary>Burst credits made room above the limit.</summary>
    BurstDrawn = 11,

    /// <summary>Burst credits that were not needed went back.</summary>
    BurstReturned = 12,
}
