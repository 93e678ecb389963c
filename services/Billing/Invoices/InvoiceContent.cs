using NodaTime;
using Tollgate.Billing.Ledger;

namespace Tollgate.Billing.Invoices;

/// <summary>What an invoice asks for: a pure function of what was rated, exclusive of everything that only issuing it decides.</summary>
internal sealed record InvoiceContent
{
    public required string Currency { get; init; }
    public required IReadOnlyList<InvoiceLine> Lines { get; init; }
    public required IReadOnlyList<TaxLine> Taxes { get; init; }

    /// <summary>Sum of the rounded lines: what a customer adds up is what is asked for.</summary>
    public decimal Subtotal => Lines.Sum(line => line.Amount);

    public decimal Total => Subtotal + Taxes.Sum(tax => tax.Amount);

    /// <summary>
    /// The line that says what credit paid. Usage lines are rounded one by one, what is left to pay is rounded too, and the line is the
    /// difference: usage that credit paid for entirely comes to exactly nothing, whatever its lines were rounded to.
    /// </summary>
    /// <param name="usage">The lines of usage, adjustments among them.</param>
    /// <param name="paid">What credit paid of them, unrounded.</param>
    /// <param name="periodStart">Start of the invoice's period.</param>
    public static InvoiceLine? CreditLine(IReadOnlyCollection<InvoiceLine> usage, decimal paid, Instant periodStart) => paid == 0 ? null : new InvoiceLine
    {
        Kind = LineKinds.Credit,
        ChargeId = "credit",
        Description = "Credit applied",
        UsagePeriodStart = periodStart,
        Quantity = 1,
        Exact = -paid,
        Amount = BilledMoney.Round(usage.Sum(line => line.Exact) - paid) - usage.Sum(line => line.Amount),
    };

    /// <summary>
    /// The invoice in the books: what was accrued becomes a claim, to the last decimal, so that nothing of the period stays unbilled.
    /// </summary>
    public IReadOnlyList<Posting> Postings()
    {
        var claims = new List<Posting>
        {
            new(Account.Receivable, Total),
            new(Account.TaxPayable, -Taxes.Sum(tax => tax.Amount)),
            new(Account.Unbilled, -ExactOf(LineKinds.Usage, LineKinds.Adjustment, LineKinds.Credit)),
            new(Account.Revenue, -ExactOf(LineKinds.Fee, LineKinds.Pack, LineKinds.Minimum, LineKinds.Maximum, LineKinds.Discount)),
            new(Account.ServiceCredits, -ExactOf(LineKinds.ServiceCredit)),
        };
        return [.. claims, new(Account.Rounding, -claims.Sum(posting => posting.Amount))];
    }

    private decimal ExactOf(params string[] kinds) => Lines.Where(line => kinds.Contains(line.Kind)).Sum(line => line.Exact);
}
