namespace Tollgate.Billing.Ledger;

/// <summary>What journal entries speak of.</summary>
internal static class JournalSources
{
    /// <summary>Usage was rated: a run of sequences of a subscription.</summary>
    public const string Usage = "usage";

    /// <summary>Credit was bought or given.</summary>
    public const string Grant = "grant";

    /// <summary>Credit expired.</summary>
    public const string Expiry = "expiry";

    /// <summary>An invoice became final.</summary>
    public const string Invoice = "invoice";

    /// <summary>An invoice was corrected.</summary>
    public const string CreditNote = "credit-note";
}
