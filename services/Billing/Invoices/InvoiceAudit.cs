namespace Tollgate.Billing.Invoices;

/// <summary>What the audit asks of invoices. Each counts what is wrong, over one tenant ($1) or all of them.</summary>
internal static class InvoiceAudit
{
    /// <summary>Numbers that were taken and are on nothing, or the other way round. Numbers know no tenants.</summary>
    public const string NumberGaps =
        """
        select count(*) from invoice_series s
        join lateral (
            select count(number) as issued, coalesce(max(number), 0) as last from (
                select 'INV' as series, number from invoices union all select 'CN', number from credit_notes) n where n.series = s.series) n on true
        where (n.issued, n.last) <> (s.last_number, s.last_number) and $1 = $1
        """;

    /// <summary>Final invoices and credit notes that are not in the books with their total, or whose lines do not add up to it.</summary>
    public const string NotBooked =
        """
        select count(*) from (
            select i.tenant_id, 'invoice/' || i.invoice_id as entry_key, i.total,
                i.subtotal = coalesce((select sum(amount) from invoice_lines l where l.invoice_id = i.invoice_id), 0) as adds_up
            from invoices i where i.is_final
            union all
            select i.tenant_id, 'credit-note/' || n.credit_note_id, -n.total,
                n.total - n.tax = (select sum(amount) from credit_note_lines l where l.credit_note_id = n.credit_note_id)
            from credit_notes n join invoices i using (invoice_id)) issued
        left join (
            select e.entry_key, sum(p.amount) as amount from ledger_entries e join ledger_postings p using (entry_id)
            where p.account = 'receivable' group by e.entry_key) booked using (entry_key)
        where ($1 = '' or tenant_id = $1) and (not adds_up or total <> coalesce(booked.amount, 0))
        """;

    /// <summary>Tenants whose unbilled usage is not what was rated, less what credit paid, less what invoices ask for: to the last decimal.</summary>
    public const string UnbilledDiffers =
        """
        with amounts as (
            select e.tenant_id, p.amount as unbilled, 0 as expected from ledger_entries e join ledger_postings p using (entry_id) where p.account = 'unbilled'
            union all
            select s.tenant_id, 0, c.amount from charge_states c join subscriptions s using (subscription_id)
            union all
            select g.tenant_id, 0, -g.used from credit_grants g
            union all
            select i.tenant_id, 0, -l.exact from invoice_lines l join invoices i using (invoice_id) where l.kind in ('usage', 'adjustment', 'credit'))
        select count(*) from (
            select tenant_id from amounts where $1 = '' or tenant_id = $1 group by tenant_id having sum(unbilled) <> sum(expected)) differing
        """;
}
