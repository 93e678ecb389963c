namespace Tollgate.Billing.Credits;

/// <summary>Where the hold of an attempt stands, as its row says.</summary>
internal enum CreditHoldState : short
{
    /// <summary>There was none.</summary>
    None = 0,

    /// <summary>Credit is set aside.</summary>
    Held = 1,

    /// <summary>The attempt's usage was rated.</summary>
    Settled = 2,

    /// <summary>The attempt was never called.</summary>
    Released = 3,
}
