namespace Tollgate.Billing.Invoices;

/// <summary>Which taxes are due. Whoever sells in many countries puts a tax service behind it.</summary>
internal interface ITaxRules
{
    /// <summary>The taxes on an amount that is asked of a customer; none on what is below zero.</summary>
    IReadOnlyList<TaxLine> TaxesOn(string tenantId, decimal amount);
}
