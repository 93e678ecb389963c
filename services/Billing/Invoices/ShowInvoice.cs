using System.Data;
using System.Text;
using Npgsql;
using Tollgate.Contracts.Billing.V1;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Billing.Invoices;

/// <summary>An invoice to look at.</summary>
/// <param name="Row">Its row.</param>
/// <param name="Document">What it says; a draft says what it would say if it were issued now.</param>
/// <param name="CreditNotes">Its corrections.</param>
internal sealed record ShownInvoice(InvoiceRow Row, InvoiceDocument Document, IReadOnlyList<IssuedCreditNote> CreditNotes);

/// <summary>Reads invoices for people, as documents and as pages.</summary>
internal sealed class ShowInvoice(NpgsqlDataSource database, MakeInvoice make, PagePrinter printer)
{
    public async Task<ShownInvoice> GetAsync(Guid invoiceId, CancellationToken cancellationToken)
    {
        // One snapshot: lines and totals must speak of the same usage.
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var row = await InvoiceStore.GetAsync(transaction, invoiceId, cancellationToken);
        var document = row.Issued is { } issued
            ? InvoiceDocument.Parse(issued.Document)
            : (await make.StandingAsync(transaction, row, null, cancellationToken)).Document;
        return new(row, document, await CreditNoteStore.ListAsync(transaction, invoiceId, cancellationToken));
    }

    public async Task<(string ContentType, byte[] Content)> RenderAsync(Guid invoiceId, InvoiceFormat format, CancellationToken cancellationToken)
    {
        var html = InvoicePage.Html((await GetAsync(invoiceId, cancellationToken)).Document);
        return format is InvoiceFormat.Pdf
            ? ("application/pdf", await printer.PrintAsync(html, cancellationToken))
            : ("text/html; charset=utf-8", Encoding.UTF8.GetBytes(html));
    }

    /// <summary>Makes a final invoice again from the usage it names; returns the document's hash, and whether document and page are the same.</summary>
    public async Task<(IssuedInvoice Issued, string Hash, bool Identical)> ReplayAsync(Guid invoiceId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var row = await InvoiceStore.GetAsync(transaction, invoiceId, cancellationToken);
        if (row.Issued is not { } issued)
            throw TollgateException.FailedPrecondition("INVOICE_NOT_FINAL", "A draft cannot be replayed.");
        var again = (await make.AgainAsync(transaction, row, cancellationToken)).Document;
        var json = again.ToJson();
        return (issued, InvoiceDocument.Hash(json), json == issued.Document && InvoiceDocument.Hash(InvoicePage.Html(again)) == issued.PageHash);
    }
}
