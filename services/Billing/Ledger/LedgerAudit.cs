namespace Tollgate.Billing.Ledger;

/// <summary>What the audit asks of the ledger. Over one tenant ($1) or all of them.</summary>
internal static class LedgerAudit
{
    /// <summary>Entries that do not add up to zero in a currency. The database refuses them; the audit does not take its word for it.</summary>
    public const string UnbalancedEntries =
        """
        select count(*) from (
            select e.entry_id from ledger_entries e left join ledger_postings p using (entry_id) where $1 = '' or e.tenant_id = $1
            group by e.entry_id, p.currency having coalesce(sum(p.amount), 1) <> 0) as unbalanced
        """;

    /// <summary>What was accrued for the usage of each period.</summary>
    public const string UsageAccrued =
        """
        select e.subscription_id, e.period_start, -sum(p.amount) from ledger_entries e join ledger_postings p using (entry_id)
        where e.source = 'usage' and p.account = 'overage' and ($1 = '' or e.tenant_id = $1) group by e.subscription_id, e.period_start
        """;
}
