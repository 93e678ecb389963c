namespace Tollgate.Billing.Invoices;

/// <summary>A tax on an invoice.</summary>
/// <param name="Name">For people.</param>
/// <param name="Percent">Of what it is taken of.</param>
/// <param name="Amount">Rounded once.</param>
internal sealed record TaxLine(string Name, decimal Percent, decimal Amount);
