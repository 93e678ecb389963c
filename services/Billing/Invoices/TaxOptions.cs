namespace Tollgate.Billing.Invoices;

/// <summary>Taxes by a fixed table, section <c>Taxes</c>. Without regions no tax is charged.</summary>
public sealed class TaxOptions
{
    /// <summary>The rate of each region, by its name.</summary>
    public Dictionary<string, TaxRate> Regions { get; set; } = [];

    /// <summary>The region of each customer, by tenant id.</summary>
    public Dictionary<string, string> Customers { get; set; } = [];

    /// <summary>The region of every other customer; empty: none.</summary>
    public string DefaultRegion { get; set; } = "";

    /// <summary>Every rate has a name and a percentage, and every region that is used has a rate.</summary>
    internal bool IsTable =>
        Regions.Values.All(rate => rate is { Name.Length: > 0, Percent: >= 0 and <= 100 })
        && Customers.Values.Append(DefaultRegion).All(region => region.Length == 0 || Regions.ContainsKey(region));
}

/// <summary>A rate.</summary>
public sealed class TaxRate
{
    /// <summary>Printed on the invoice, for example "VAT".</summary>
    public string Name { get; set; } = "";

    /// <summary>For example 19.</summary>
    public decimal Percent { get; set; }
}
