namespace Tollgate.Billing.Invoices;

/// <summary>No taxes at all.</summary>
internal sealed class NoTax : ITaxRules
{
    public IReadOnlyList<TaxLine> TaxesOn(string tenantId, decimal amount) => [];
}
