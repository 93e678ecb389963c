namespace Tollgate.Billing.Plans.ChargeModels;

/// <summary>What a period without chargeable usage costs where the first tier has a fee. Billing systems differ, so a plan says which.</summary>
public enum ZeroUsage
{
    /// <summary>Nothing: a tier's fee is due once something falls into the tier.</summary>
    Free,

    /// <summary>The first tier's fee: nothing used is in the first tier.</summary>
    FirstTierFee,
}
