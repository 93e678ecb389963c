namespace Tollgate.Billing.Exports;

/// <summary>A column of the data set: its name in the specification, whether it may be null, and its value. The type says how it is written.</summary>
internal abstract record FocusColumn(string Name, bool Nullable)
{
    private const string Provider = "Tollgate";
    private const string Category = "AI and Machine Learning";

    /// <summary>Every column, in the order of the specification's list: the 21 mandatory ones those of the others that we have something to
    /// say in, and one of our own.</summary>
    public static IReadOnlyList<FocusColumn> All { get; } =
    [
        new Amount("BilledCost", false, row => row.BilledCost),
        new Text("BillingAccountId", false, row => row.BillingAccountId),
        new Text("BillingAccountName", true, row => row.BillingAccountId),
        new Text("BillingCurrency", false, row => row.BillingCurrency),
        new Time("BillingPeriodEnd", row => row.BillingPeriodEnd),
        new Time("BillingPeriodStart", row => row.BillingPeriodStart),
        new Text("ChargeCategory", false, row => row.ChargeCategory),
        // Corrections are entries of the period they are recorded in; a period that was invoiced is never changed.
        new Text("ChargeClass", true, _ => null),
        new Text("ChargeDescription", true, row => row.ChargeDescription),
        new Text("ChargeFrequency", false, row => row.ChargeFrequency),
        new Time("ChargePeriodEnd", row => row.ChargePeriodEnd),
        new Time("ChargePeriodStart", row => row.ChargePeriodStart),
        // A plan's price is the list price and the contracted one, and no fee is spread over later charges: the four costs agree.
        new Amount("ContractedCost", false, row => row.BilledCost),
        new Amount("EffectiveCost", false, row => row.BilledCost),
        new Text("InvoiceIssuerName", false, _ => Provider),
        new Amount("ListCost", false, row => row.BilledCost),
        new Amount("PricingQuantity", true, row => row.PricingQuantity),
        new Text("PricingUnit", true, row => row.PricingUnit),
        new Text("ProviderName", false, _ => Provider),
        new Text("PublisherName", false, row => row.PublisherName),
        new Text("ServiceCategory", false, _ => Category),
        new Text("ServiceName", false, row => row.ServiceName),
        new Text("SkuId", true, row => row.SkuId),
        // Ours: the specification tells an adjustment from a purchase, but not a discount from a minimum.
        new Text("x_LineKind", false, row => row.LineKind),
    ];

    /// <summary>Text.</summary>
    internal sealed record Text(string Name, bool Nullable, Func<FocusRow, string?> Value) : FocusColumn(Name, Nullable);

    /// <summary>An exact number.</summary>
    internal sealed record Amount(string Name, bool Nullable, Func<FocusRow, decimal?> Value) : FocusColumn(Name, Nullable);

    /// <summary>A time (UTC).</summary>
    internal sealed record Time(string Name, Func<FocusRow, DateTime> Value) : FocusColumn(Name, false);
}
