namespace Tollgate.Billing.Invoices;

/// <summary>What invoice lines are for.</summary>
internal static class LineKinds
{
    /// <summary>A fee of the plan, or anything else it charges that is not usage.</summary>
    public const string Fee = "fee";

    /// <summary>Usage of the invoice's period.</summary>
    public const string Usage = "usage";

    /// <summary>Usage of an earlier period, which came after that one was invoiced.</summary>
    public const string Adjustment = "adjustment";

    /// <summary>What prepaid and promotional credit paid.</summary>
    public const string Credit = "credit";
}
