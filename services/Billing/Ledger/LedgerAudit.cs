namespace Tollgate.Billing.Ledger;

/// <summary>What the audit asks of the ledger. Each counts what is wrong, over one tenant ($1) or all of them.</summary>
internal static class LedgerAudit
{
    /// <summary>Entries that do not add up to zero in a currency. The database refuses them; the audit does not take its word for it.</summary>
    public const string UnbalancedEntries =
        """
        select count(*) from (
            select e.entry_id from ledger_entries e left join ledger_postings p using (entry_id) where $1 = '' or e.tenant_id = $1
            group by e.entry_id, p.currency having coalesce(sum(p.amount), 1) <> 0) as unbalanced
        """;

    /// <summary>Periods whose accruals are not what their usage was rated at.</summary>
    public const string UsageNotAccrued =
        """
        select count(*) from (
            select subscription_id, period_start, sum(amount) as amount from rated_lines group by subscription_id, period_start) rated
        full join (
            select e.subscription_id, e.period_start, -sum(p.amount) as amount from ledger_entries e join ledger_postings p using (entry_id)
            where e.source = 'usage' and p.account = 'overage' group by e.subscription_id, e.period_start) accrued using (subscription_id, period_start)
        join subscriptions s using (subscription_id)
        where ($1 = '' or s.tenant_id = $1) and coalesce(rated.amount, 0) <> coalesce(accrued.amount, 0)
        """;
}
