namespace Tollgate.Billing.ServiceLevels;

/// <summary>What the audit asks of service levels. Each counts what is wrong, over one tenant ($1) or all of them.</summary>
internal static class ServiceLevelsAudit
{
    /// <summary>Counts of a span ($2 to $3, whole days) that are not what counting the requests again gives.</summary>
    public const string CountsDiffer =
        """
        select count(*) from (
            select tenant_id, hour, measure, step, requests from service_counts where hour >= $2 and hour < $3) c
        full join (
            select tenant_id, date_trunc('hour', accept_time, 'UTC') as hour, measure, step, count(*) as requests
            from service_observations where accept_time >= $2 and accept_time < $3 group by 1, 2, 3, 4) r using (tenant_id, hour, measure, step)
        where ($1 = '' or tenant_id = $1) and c.requests is distinct from r.requests
        """;

    /// <summary>Invoices that credit something else than their assessments say, and assessments that credit more than is owed.</summary>
    public const string CreditsDiffer =
        """
        select count(*) from invoices i
        left join (select invoice_id, sum(amount) as amount from service_assessments group by 1) a using (invoice_id)
        left join (select invoice_id, -sum(exact) as amount from invoice_lines where kind = 'service_credit' group by 1) l using (invoice_id)
        where ($1 = '' or i.tenant_id = $1) and coalesce(a.amount, 0) <> coalesce(l.amount, 0)
        """;
}
