namespace Tollgate.Billing.Plans.ChargeModels;

/// <summary>When a charge model bills, where a period is billed in several parts.</summary>
public enum BilledWhen
{
    /// <summary>Each part of a period pays what it adds.</summary>
    AsUsed,

    /// <summary>All of it at the start of the period.</summary>
    PeriodStart,

    /// <summary>All of it at the end: until then nobody knows the price.</summary>
    PeriodEnd,
}
