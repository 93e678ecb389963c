namespace Tollgate.Metering.Holds;

/// <summary>Where an attempt stands. The numbers are stored.</summary>
internal enum HoldStatus : short
{
    /// <summary>Its worst case is set aside.</summary>
    Held = 1,

    /// <summary>Its usage is in the ledger.</summary>
    Settled = 2,

    /// <summary>Given back, or never to be held: a tombstone.</summary>
    Released = 3,

    /// <summary>A hard budget had no room.</summary>
    Refused = 4,
}
