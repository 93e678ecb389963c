using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Tollgate.Cli.Platform;
using Tollgate.Contracts.Billing.V1;
using Tollgate.Contracts.Common.V1;

namespace Tollgate.Cli.Commands;

internal static class InvoicesCommand
{
    internal static Command Create() => new("invoices", "Invoices of the running platform's tenants.") { List(), Show(), Close() };

    private static Option<string> Tenant() => new("--tenant") { Description = "Tenant id.", Required = true };

    private static Command List()
    {
        var tenant = Tenant();
        var command = new Command("list", "Lists a tenant's invoices, newest period first.") { tenant };
        command.SetGuardedAction(async (result, console, cancellationToken) =>
        {
            using var platform = new PlatformClients(Attached.Addresses());
            var list = await platform.Invoices.ListInvoicesAsync(
                new ListInvoicesRequest { TenantId = result.GetValue(tenant)! }, cancellationToken: cancellationToken);
            Write(console, list.Invoices);
            return 0;
        });
        return command;
    }

    private static Command Show()
    {
        var id = new Argument<string>("invoice-id") { Description = "Id of the invoice." };
        var html = new Option<string>("--html") { Description = "Writes it as a page to this file." };
        var pdf = new Option<string>("--pdf") { Description = "Writes it as PDF to this file." };
        var verify = new Option<bool>("--verify") { Description = "Makes it again from the usage it names, and compares every byte." };
        var command = new Command("show", "Shows an invoice with its lines.") { id, html, pdf, verify };
        command.SetGuardedAction(async (result, console, cancellationToken) =>
        {
            using var platform = new PlatformClients(Attached.Addresses());
            var invoiceId = result.GetValue(id)!;
            var shown = await platform.Invoices.GetInvoiceAsync(new GetInvoiceRequest { InvoiceId = invoiceId }, cancellationToken: cancellationToken);
            Write(console, shown.Invoice);
            foreach (var (file, format) in new[] { (result.GetValue(html), InvoiceFormat.Html), (result.GetValue(pdf), InvoiceFormat.Pdf) })
            {
                if (file is null)
                    continue;
                var page = await platform.Invoices.RenderInvoiceAsync(
                    new RenderInvoiceRequest { InvoiceId = invoiceId, Format = format }, cancellationToken: cancellationToken);
                await File.WriteAllBytesAsync(file, page.Content.ToByteArray(), cancellationToken);
                console.WriteLine($"Written to {file}.");
            }

            return !result.GetValue(verify) || await VerifyAsync(platform, console, invoiceId, cancellationToken) ? 0 : 1;
        });
        return command;
    }

    private static Command Close()
    {
        var tenant = Tenant();
        var command = new Command("close", "Makes the invoices of every period that has ended final, without waiting for late usage.") { tenant };
        command.SetGuardedAction(async (result, console, cancellationToken) =>
        {
            using var platform = new PlatformClients(Attached.Addresses());
            var closed = await platform.Invoices.ClosePeriodAsync(
                new ClosePeriodRequest { TenantId = result.GetValue(tenant)! }, cancellationToken: cancellationToken);
            Write(console, closed.Invoices);
            return 0;
        });
        return command;
    }

    private static async Task<bool> VerifyAsync(PlatformClients platform, IAnsiConsole console, string invoiceId, CancellationToken cancellationToken)
    {
        var replay = await platform.Invoices.ReplayInvoiceAsync(new ReplayInvoiceRequest { InvoiceId = invoiceId }, cancellationToken: cancellationToken);
        console.WriteLine(replay.Identical
            ? $"Made again, byte for byte: {replay.IssuedHash}"
            : $"DIFFERS: issued {replay.IssuedHash}, made again {replay.ReplayedHash}");
        return replay.Identical;
    }

    private static void Write(IAnsiConsole console, IEnumerable<Invoice> invoices)
    {
        foreach (var invoice in invoices)
        {
            var amount = invoice.Total is { } total ? Amount(total) : "";
            console.WriteLine($"{invoice.InvoiceId}  {Name(invoice),-10}  {Day(invoice.PeriodStart)} to {Day(invoice.PeriodEnd)}  {amount}");
        }
    }

    private static void Write(IAnsiConsole console, Invoice invoice)
    {
        console.WriteLine($"{Name(invoice)} for {invoice.TenantId}, {Day(invoice.PeriodStart)} to {Day(invoice.PeriodEnd)}");
        var table = new Table().AddColumns("Line", "Kind", "Description", "Quantity", "Records", "Amount");
        foreach (var line in invoice.Lines)
        {
            var records = line.ThroughSequence > 0 ? $"{line.AfterSequence + 1} to {line.ThroughSequence}" : "";
            table.AddRow(
                line.Line.ToString(CultureInfo.InvariantCulture), line.Kind, Markup.Escape(line.Description),
                line.Quantity.ToString("N0", CultureInfo.InvariantCulture), records, Amount(line.Amount));
        }

        foreach (var tax in invoice.Taxes)
            table.AddRow("", "tax", Markup.Escape($"{tax.Name} {tax.Percent} %"), "", "", Amount(tax.Amount));
        table.AddRow("", "", "Total", "", "", Amount(invoice.Total));
        console.Write(table);
        foreach (var note in invoice.CreditNotes)
            console.WriteLine($"{note.Number}  -{Amount(note.Total)}  {note.Reason}");
    }

    private static string Name(Invoice invoice) => invoice.Number.Length > 0 ? invoice.Number : "draft";

    private static string Day(Google.Protobuf.WellKnownTypes.Timestamp time) => time.ToDateTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Amount(Money money) => string.Create(CultureInfo.InvariantCulture, $"{money.Nanos / 1_000_000_000m:N2} {money.Currency}");
}
