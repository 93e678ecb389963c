using System.Globalization;
using NodaTime;
using Npgsql;
using Tollgate.Billing.Ledger;
using Tollgate.Billing.Subscriptions;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Billing.Invoices;

/// <summary>
/// Corrects a final invoice: an issued document of its own, and the reverse of what the lines booked. Under the lock of the tenant's account,
/// so that two corrections cannot take the same amount off a line.
/// </summary>
internal sealed class CreateCreditNote(NpgsqlDataSource database, TimeProvider clock)
{
    /// <exception cref="TollgateException">UNKNOWN_INVOICE, INVOICE_NOT_FINAL, REQUEST_ID_REUSED or INVALID_ARGUMENT.</exception>
    public async Task<IssuedCreditNote> ExecuteAsync(
        Guid invoiceId, string requestId, string reason, IReadOnlyList<CreditedLine> lines, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var asked = await InvoiceStore.GetAsync(transaction, invoiceId, cancellationToken);
        await SubscriptionStore.LockAsync(transaction, asked.TenantId, cancellationToken);
        var invoice = await InvoiceStore.GetAsync(transaction, invoiceId, cancellationToken);
        if (invoice.Issued is not { } issued)
            throw TollgateException.FailedPrecondition("INVOICE_NOT_FINAL", "A draft needs no correction.");

        var earlier = await CreditNoteStore.ListAsync(transaction, invoiceId, cancellationToken);
        CreditedLine[] wanted = [.. lines.OrderBy(line => line.Line)];
        if (earlier.FirstOrDefault(note => note.RequestId == requestId) is { } known)
        {
            return known.Reason == reason && known.Lines.SequenceEqual(wanted)
                ? known
                : throw TollgateException.AlreadyExists("REQUEST_ID_REUSED", $"Request id '{requestId}' was used for another credit note.");
        }

        var document = InvoiceDocument.Parse(issued.Document);
        RequireCovered(document, earlier, lines);
        var subtotal = wanted.Sum(line => line.Amount);
        var tax = TaxOn(document, earlier, subtotal);
        var note = new IssuedCreditNote(
            Guid.CreateVersion7(clock.GetUtcNow()), invoiceId, requestId, reason,
            await InvoiceStore.NextNumberAsync(transaction, InvoiceNumbers.CreditNoteSeries, cancellationToken),
            Instant.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds()), issued.Currency, tax, subtotal + tax, wanted);
        await CreditNoteStore.InsertAsync(transaction, note, cancellationToken);
        await LedgerWriter.AppendAsync(transaction, [Booking(invoice, document, note)], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return note;
    }

    private static void RequireCovered(InvoiceDocument document, IReadOnlyList<IssuedCreditNote> earlier, IReadOnlyList<CreditedLine> lines)
    {
        var check = new Validation();
        for (var i = 0; i < lines.Count; i++)
        {
            var (line, amount) = lines[i];
            if (!check.Require(document.Lines.Any(known => known.Line == line), $"lines[{i}].line", "is not a line of the invoice"))
                continue;
            var left = Amount(document.Lines.Single(known => known.Line == line).Amount)
                - earlier.SelectMany(note => note.Lines).Where(known => known.Line == line).Sum(known => known.Amount);
            check.Require(
                amount <= left, $"lines[{i}].amount", string.Create(CultureInfo.InvariantCulture, $"is more than the {left} that are left of the line"));
        }

        check.ThrowIfInvalid();
    }

    // By what all corrections together come to, so that correcting everything in parts gives back the whole tax.
    private static decimal TaxOn(InvoiceDocument document, IReadOnlyList<IssuedCreditNote> earlier, decimal subtotal)
    {
        var before = earlier.Sum(note => note.Subtotal);
        return document.Taxes.Sum(tax => Share(tax, before + subtotal) - Share(tax, before));

        static decimal Share(DocumentTax tax, decimal amount) => BilledMoney.Round(amount * Amount(tax.Percent) / 100m);
    }

    private static JournalEntry Booking(InvoiceRow invoice, InvoiceDocument document, IssuedCreditNote note)
    {
        // What is taken off usage was overage; off anything else, a fee.
        var usage = note.Lines.Where(line => document.Lines[line.Line - 1].Kind is LineKinds.Usage or LineKinds.Adjustment).Sum(line => line.Amount);
        return new JournalEntry
        {
            Key = $"credit-note/{note.CreditNoteId}",
            TenantId = invoice.TenantId,
            Source = JournalSources.CreditNote,
            SourceId = note.CreditNoteId.ToString(),
            SubscriptionId = invoice.SubscriptionId,
            PeriodStart = invoice.Period.Start,
            Currency = note.Currency,
            Postings =
            [
                new(Account.Receivable, -note.Total),
                new(Account.TaxPayable, note.Tax),
                new(Account.Overage, usage),
                new(Account.Revenue, note.Subtotal - usage),
            ],
        };
    }

    private static decimal Amount(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
