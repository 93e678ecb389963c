using System.Globalization;

namespace Tollgate.Billing.Invoices;

/// <summary>The series, and how a place in one is written.</summary>
internal static class InvoiceNumbers
{
    public const string InvoiceSeries = "INV";
    public const string CreditNoteSeries = "CN";

    public static string Invoice(long number) => string.Create(CultureInfo.InvariantCulture, $"{InvoiceSeries}-{number:D6}");

    public static string CreditNote(long number) => string.Create(CultureInfo.InvariantCulture, $"{CreditNoteSeries}-{number:D6}");
}
