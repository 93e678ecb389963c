namespace Tollgate.Billing.Invoices;

/// <summary>Taxes by a fixed table: a rate for each region, and a region for each customer.</summary>
internal sealed class TaxTable(TaxOptions options) : ITaxRules
{
    public IReadOnlyList<TaxLine> TaxesOn(string tenantId, decimal amount)
    {
        var region = options.Customers.GetValueOrDefault(tenantId, options.DefaultRegion);
        return amount > 0 && region.Length > 0 && options.Regions.TryGetValue(region, out var rate) && rate.Percent > 0
            ? [new TaxLine(rate.Name, rate.Percent, BilledMoney.Round(amount * rate.Percent / 100m))]
            : [];
    }
}
