namespace Tollgate.Billing.Plans.ChargeModels;

/// <summary>What a part of an amount stands for.</summary>
public enum ChargePartKind
{
    /// <summary>Units at a price each.</summary>
    Units,

    /// <summary>Units of a tier at the tier's price.</summary>
    TierUnits,

    /// <summary>A fee for being in a tier.</summary>
    TierFee,

    /// <summary>Whole packages, begun ones too.</summary>
    Packages,

    /// <summary>A fee whatever is used.</summary>
    Fee,

    /// <summary>A share of an amount.</summary>
    Share,

    /// <summary>A fee for each event.</summary>
    Events,
}

/// <summary>A part of an amount.</summary>
/// <param name="Kind">What it stands for.</param>
/// <param name="Tier">The tier, from 1; 0 where there are none.</param>
/// <param name="Quantity">How many.</param>
/// <param name="UnitPrice">At what each.</param>
public readonly record struct ChargePart(ChargePartKind Kind, int Tier, decimal Quantity, decimal UnitPrice)
{
    /// <summary>Exact, unrounded.</summary>
    public decimal Amount => Quantity * UnitPrice;
}
