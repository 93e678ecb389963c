namespace Tollgate.Billing.Ledger;

/// <summary>The chart of accounts, as it is written in the ledger. A debit is positive, a credit negative.</summary>
internal static class Account
{
    /// <summary>Paid to us: what customers put down for credit, by whatever means they pay.</summary>
    public const string Cash = "cash";

    /// <summary>Invoiced and not paid.</summary>
    public const string Receivable = "receivable";

    /// <summary>Earned by rated usage and not on an invoice yet. Zero for a period once its invoices are final.</summary>
    public const string Unbilled = "unbilled";

    /// <summary>Paid ahead and not used: deferred revenue.</summary>
    public const string PrepaidCredit = "prepaid_credit";

    /// <summary>Given away and not used.</summary>
    public const string PromotionalCredit = "promotional_credit";

    /// <summary>What giving credit away costs us.</summary>
    public const string PromotionExpense = "promotion_expense";

    /// <summary>Fees.</summary>
    public const string Revenue = "revenue";

    /// <summary>What promises that were not kept cost us: fees that are given back.</summary>
    public const string ServiceCredits = "service_credits";

    /// <summary>Usage beyond what the plan includes.</summary>
    public const string Overage = "overage";

    /// <summary>Paid credit that was never used before it expired.</summary>
    public const string Breakage = "breakage";

    /// <summary>Collected for the tax office.</summary>
    public const string TaxPayable = "tax_payable";

    /// <summary>What rounding invoice lines adds or takes.</summary>
    public const string Rounding = "rounding";
}
