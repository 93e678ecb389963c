using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using NodaTime.Text;
using Tollgate.Billing.Subscriptions;
using Tollgate.Contracts.Billing.V1;
using Tollgate.Contracts.Common.V1;
using Proto = Tollgate.Contracts.Billing.V1;

namespace Tollgate.Billing.Invoices;

/// <summary>Proto and domain, nowhere else.</summary>
internal static class InvoiceMapping
{
    private const decimal NanosPerUnit = 1_000_000_000m;

    public static CreditedLine ToLine(CreditNoteLine line) => new(line.Line, line.Amount.Nanos / NanosPerUnit);

    /// <summary>An invoice of a list.</summary>
    public static Invoice ToProto(InvoiceRow row)
    {
        var invoice = new Invoice
        {
            InvoiceId = row.InvoiceId.ToString(),
            TenantId = row.TenantId,
            State = row.Issued is null ? InvoiceState.Draft : InvoiceState.Final,
            PeriodStart = SubscriptionMapping.ToTimestamp(row.Period.Start),
            PeriodEnd = SubscriptionMapping.ToTimestamp(row.Period.End),
        };
        if (row.Issued is { } issued)
        {
            invoice.Number = InvoiceNumbers.Invoice(issued.Header.Number);
            invoice.IssueTime = SubscriptionMapping.ToTimestamp(issued.Header.IssueTime);
            invoice.DueTime = SubscriptionMapping.ToTimestamp(issued.Header.DueTime);
            invoice.Subtotal = BilledMoney.Of(issued.Subtotal, issued.Currency);
            invoice.Total = BilledMoney.Of(issued.Total, issued.Currency);
            invoice.DocumentHash = issued.DocumentHash;
        }

        return invoice;
    }

    /// <summary>An invoice with everything.</summary>
    public static Invoice ToProto(ShownInvoice shown)
    {
        var (document, invoice) = (shown.Document, ToProto(shown.Row));
        invoice.Lines.AddRange(document.Lines.Select(line => ToProto(line, document.Currency)));
        invoice.Taxes.AddRange(document.Taxes.Select(tax => new InvoiceTax
        {
            Name = tax.Name,
            Percent = tax.Percent,
            Amount = Amount(tax.Amount, document.Currency),
        }));
        invoice.PriceExperiment = document.PriceExperiment ?? "";
        invoice.Subtotal = Amount(document.Subtotal, document.Currency);
        invoice.Total = Amount(document.Total, document.Currency);
        invoice.CreditNotes.AddRange(shown.CreditNotes.Select(ToProto));
        return invoice;
    }

    public static CreditNote ToProto(IssuedCreditNote note) => new()
    {
        CreditNoteId = note.CreditNoteId.ToString(),
        Number = InvoiceNumbers.CreditNote(note.Number),
        InvoiceId = note.InvoiceId.ToString(),
        Reason = note.Reason,
        IssueTime = SubscriptionMapping.ToTimestamp(note.IssueTime),
        Lines = { note.Lines.Select(line => new CreditNoteLine { Line = line.Line, Amount = BilledMoney.Of(line.Amount, note.Currency) }) },
        Total = BilledMoney.Of(note.Total, note.Currency),
    };

    private static Proto.InvoiceLine ToProto(DocumentLine line, string currency) => new()
    {
        Line = line.Line,
        Kind = line.Kind,
        ChargeId = line.ChargeId,
        Description = line.Description,
        UsagePeriodStart = Timestamp.FromDateTime(InstantPattern.ExtendedIso.Parse(line.UsagePeriodStart).Value.ToDateTimeUtc()),
        Quantity = line.Quantity,
        Included = line.Included,
        Amount = Amount(line.Amount, currency),
        AfterSequence = line.AfterSequence,
        ThroughSequence = line.ThroughSequence,
    };

    private static Money Amount(string amount, string currency) => BilledMoney.Of(decimal.Parse(amount, CultureInfo.InvariantCulture), currency);
}
