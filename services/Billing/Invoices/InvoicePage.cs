using System.Globalization;
using System.Net;
using System.Text;
using NodaTime;
using NodaTime.Text;

namespace Tollgate.Billing.Invoices;

/// <summary>An invoice as a page: a pure function of its document, without outside references, fit for a screen and for A4 paper.</summary>
internal static class InvoicePage
{
    private const string Style =
        """
        @page { size: A4; margin: 18mm 16mm; }
        * { box-sizing: border-box; }
        body { font: 14px/1.45 "Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif; color: #1d2733; margin: 0; background: #eef1f4; }
        main { max-width: 820px; margin: 32px auto; padding: 56px 60px; background: #fff; box-shadow: 0 1px 4px rgba(0,0,0,.14); }
        header { display: flex; justify-content: space-between; border-bottom: 3px solid #14506e; padding-bottom: 22px; }
        h1 { font-size: 32px; letter-spacing: .02em; margin: 0; color: #14506e; }
        .seller { text-align: right; } .seller b { font-size: 16px; }
        .facts { display: flex; justify-content: space-between; margin: 28px 0 34px; }
        .facts dl { margin: 0; display: grid; grid-template-columns: auto auto; gap: 2px 20px; }
        dt, th { color: #66727f; font-weight: 500; } dd { margin: 0; text-align: right; }
        .to small { color: #66727f; display: block; } .to b { font-size: 17px; }
        table { width: 100%; border-collapse: collapse; }
        th { text-align: left; font-size: 12px; text-transform: uppercase; letter-spacing: .05em; border-bottom: 1px solid #b9c3cc; padding: 0 0 7px; }
        td { padding: 9px 0; border-bottom: 1px solid #e6eaee; vertical-align: top; }
        td small { display: block; color: #66727f; font-size: 12px; }
        .n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; padding-left: 18px; }
        tfoot td { border: 0; padding: 5px 0; } tfoot tr:first-child td { padding-top: 16px; }
        tfoot .total td { font-size: 19px; font-weight: 700; color: #14506e; border-top: 2px solid #14506e; padding-top: 10px; }
        .draft { color: #a4480a; font-weight: 700; }
        footer { margin-top: 44px; color: #66727f; font-size: 12px; border-top: 1px solid #e6eaee; padding-top: 12px; }
        @media print { body { background: #fff; } main { margin: 0; padding: 0; max-width: none; box-shadow: none; } tr { break-inside: avoid; } }
        """;

    public static string Html(InvoiceDocument invoice)
    {
        var page = new StringBuilder();
        var title = invoice.Number.Length > 0 ? $"Invoice {invoice.Number}" : "Draft invoice";
        page.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>").Append(Text(title)).Append("</title>\n<style>\n")
            .Append(Style.ReplaceLineEndings("\n")).Append("\n</style>\n</head>\n<body>\n<main>\n");
        Head(page, invoice);
        Lines(page, invoice);
        page.Append("<footer>Amounts are in ").Append(Text(invoice.Currency)).Append(" and stated exclusive of tax unless it is listed. ")
            .Append("Each usage line counts the records of its charge and period with the sequence numbers beside it; late usage of an earlier ")
            .Append("period is billed as an adjustment.<br>Document ").Append(Text(invoice.InvoiceId)).Append("</footer>\n</main>\n</body>\n</html>\n");
        return page.ToString();
    }

    private static void Head(StringBuilder page, InvoiceDocument invoice)
    {
        page.Append("<header>\n<h1>Invoice</h1>\n<div class=\"seller\"><b>").Append(Text(invoice.Seller[0])).Append("</b>");
        foreach (var line in invoice.Seller.Skip(1))
            page.Append("<br>").Append(Text(line));
        page.Append("</div>\n</header>\n<section class=\"facts\">\n<div class=\"to\"><small>Billed to</small><b>").Append(Text(invoice.Customer))
            .Append("</b><small>").Append(Text(invoice.Plan)).Append(" plan, version ").Append(Text(invoice.PlanVersion)).Append("</small>")
            .Append(invoice.PriceExperiment is { } experiment ? $"<small>price experiment {Text(experiment)}</small>" : "").Append("</div>\n<dl>\n");
        if (invoice.Number.Length > 0)
        {
            Fact(page, "Invoice number", invoice.Number);
            Fact(page, "Issued", Day(invoice.IssueTime));
            Fact(page, "Due", Day(invoice.DueTime));
        }
        else
        {
            page.Append("<dt>Status</dt><dd class=\"draft\">Draft, not an invoice</dd>\n");
        }

        Fact(page, "Period", $"{Day(invoice.PeriodStart)} – {LastDay(invoice.PeriodEnd)}");
        page.Append("</dl>\n</section>\n");
    }

    private static void Lines(StringBuilder page, InvoiceDocument invoice)
    {
        page.Append("<table>\n<thead><tr><th>Description</th><th class=\"n\">Quantity</th><th class=\"n\">Included</th><th class=\"n\">Amount</th></tr></thead>\n<tbody>\n");
        foreach (var line in invoice.Lines)
        {
            page.Append("<tr><td>").Append(Text(line.Description));
            if (Label(invoice, line) is { } label)
                page.Append("<small>").Append(label).Append("</small>");
            if (line.ThroughSequence > 0)
            {
                page.Append("<small>usage of the period from ").Append(Day(line.UsagePeriodStart)).Append(", records ")
                    .Append(Count(line.AfterSequence + 1)).Append(" to ").Append(Count(line.ThroughSequence)).Append("</small>");
            }

            page.Append("</td><td class=\"n\">").Append(line.Kind is LineKinds.Credit or LineKinds.ServiceCredit ? "" : Count(line.Quantity))
                .Append("</td><td class=\"n\">").Append(line.Included > 0 ? Count(line.Included) : "")
                .Append("</td><td class=\"n\">").Append(Money(line.Amount)).Append("</td></tr>\n");
        }

        page.Append("</tbody>\n<tfoot>\n");
        Sum(page, "Subtotal", invoice.Subtotal, "");
        foreach (var tax in invoice.Taxes)
            Sum(page, $"{tax.Name} {tax.Percent} %", tax.Amount, "");
        Sum(page, $"Total {invoice.Currency}", invoice.Total, " class=\"total\"");
        page.Append("</tfoot>\n</table>\n");
    }

    // Pages of the first version have no labels.
    private static string? Label(InvoiceDocument invoice, DocumentLine line) => invoice.Version == 1 ? null : line.Kind switch
    {
        LineKinds.Pack => "burst pack",
        LineKinds.Minimum => "minimum",
        LineKinds.Maximum => "maximum",
        LineKinds.Discount => "discount",
        LineKinds.ServiceCredit => "promise of the plan not kept",
        _ => null,
    };

    private static void Fact(StringBuilder page, string name, string value) =>
        page.Append("<dt>").Append(Text(name)).Append("</dt><dd>").Append(Text(value)).Append("</dd>\n");

    private static void Sum(StringBuilder page, string name, string amount, string attributes) =>
        page.Append("<tr").Append(attributes).Append("><td colspan=\"3\" class=\"n\">").Append(Text(name)).Append("</td><td class=\"n\">").Append(Money(amount)).Append("</td></tr>\n");

    private static string Day(string time) => Day(InstantPattern.ExtendedIso.Parse(time).Value);

    // The end is exclusive: a period until midnight ends on the day before.
    private static string LastDay(string end) => Day(InstantPattern.ExtendedIso.Parse(end).Value - Duration.Epsilon);

    private static string Day(Instant time) => LocalDatePattern.CreateWithInvariantCulture("d MMM uuuu").Format(time.InUtc().Date);

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Money(string amount) => decimal.Parse(amount, CultureInfo.InvariantCulture).ToString("N2", CultureInfo.InvariantCulture);

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
