namespace Tollgate.Billing.Credits;

/// <summary>What the audit asks of credit. Each counts what is wrong or unsettled, over one tenant ($1) or all of them.</summary>
internal static class CreditAudit
{
    /// <summary>Attempts whose usage has not been rated. Zero when everything is at rest.</summary>
    public const string OpenHolds = "select count(*) from credit_holds where state = 1 and ($1 = '' or tenant_id = $1)";

    /// <summary>Grants whose use is not the sum of what entries took.</summary>
    public const string UnbalancedGrants =
        """
        select count(*) from credit_grants g
        left join (select grant_id, sum(amount) as amount from credit_uses group by grant_id) u using (grant_id)
        where ($1 = '' or g.tenant_id = $1) and g.used <> coalesce(u.amount, 0)
        """;

    /// <summary>Tenants and currencies whose credit is not what the ledger says is left of it.</summary>
    public const string LedgerDiffers =
        """
        select count(*) from (
            select tenant_id, kind, currency, sum(amount - used - expired) as amount from credit_grants group by tenant_id, kind, currency) g
        full join (
            select e.tenant_id, case p.account when 'prepaid_credit' then 'purchased' else 'promotional' end as kind, p.currency, -sum(p.amount) as amount
            from ledger_entries e join ledger_postings p using (entry_id)
            where p.account in ('prepaid_credit', 'promotional_credit') group by 1, 2, 3) l using (tenant_id, kind, currency)
        where ($1 = '' or tenant_id = $1) and coalesce(g.amount, 0) <> coalesce(l.amount, 0)
        """;
}
