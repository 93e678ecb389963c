using Npgsql;

namespace Tollgate.Billing.Invoices;

/// <summary>Drafts and makes final what is due, oldest first. Any replica, any number of times.</summary>
internal sealed class ClosePeriods(
    NpgsqlDataSource database, DraftInvoices draft, FinalizeInvoice finalize, InvoiceStore store, TimeProvider clock, ILogger<ClosePeriods> logger)
{
    private const string Drafts =
        "select invoice_id from invoices where not is_final and period_end <= $1 and ($2 = '' or tenant_id = $2) order by period_start, invoice_id";

    /// <summary>Everything whose grace has passed. One that fails does not keep the others waiting.</summary>
    public async Task CloseDueAsync(TimeSpan grace, CancellationToken cancellationToken)
    {
        await draft.ExecuteAsync("", cancellationToken);
        foreach (var invoiceId in await DraftsAsync(clock.GetUtcNow() - grace, "", cancellationToken))
        {
            try
            {
                await finalize.ExecuteAsync(invoiceId, waitForLateUsage: true, cancellationToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                InvoicesLog.NotFinal(logger, invoiceId, error);
            }
        }
    }

    /// <summary>Every ended period of a tenant, now. Returns the invoices that this made final, or the newest one that was before.</summary>
    public async Task<IReadOnlyList<InvoiceRow>> CloseNowAsync(string tenantId, CancellationToken cancellationToken)
    {
        await draft.ExecuteAsync(tenantId, cancellationToken);
        var drafts = await DraftsAsync(clock.GetUtcNow(), tenantId, cancellationToken);
        foreach (var invoiceId in drafts)
            await finalize.ExecuteAsync(invoiceId, waitForLateUsage: false, cancellationToken);

        var all = (await store.ListAsync(tenantId, cancellationToken)).Where(invoice => invoice.Issued is not null).ToArray();
        if (all.Length == 0)
            throw InvoiceErrors.PeriodNotEnded(tenantId);
        return drafts.Count == 0 ? [all[0]] : [.. all.Where(invoice => drafts.Contains(invoice.InvoiceId)).Reverse()];
    }

    private async Task<IReadOnlyList<Guid>> DraftsAsync(DateTimeOffset endedBy, string tenantId, CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand(Drafts);
        query.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = endedBy.UtcDateTime });
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenantId });
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
        var drafts = new List<Guid>();
        while (await reader.ReadAsync(cancellationToken))
            drafts.Add(reader.GetGuid(0));
        return drafts;
    }
}
