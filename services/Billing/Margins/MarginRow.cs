namespace Tollgate.Billing.Margins;

/// <summary>Price and cost of somebody, in nanos.</summary>
internal sealed record MarginRow(string TenantId, string PlanId)
{
    public long UsagePrice { get; init; }

    public long Fees { get; init; }

    public long UsageCost { get; init; }

    public long PlatformCost { get; init; }

    public long ItemCost { get; init; }

    public long Price => checked(UsagePrice + Fees);

    public long Margin => checked(Price - UsageCost - PlatformCost - ItemCost);

    /// <summary>In hundredths of a percent of the price.</summary>
    public long BasisPoints => Price == 0 ? 0 : (long)((Int128)Margin * 10_000 / Price);

    /// <summary>Rows added up under a name of their own.</summary>
    public static MarginRow Sum(string tenantId, string planId, IReadOnlyCollection<MarginRow> rows) => new(tenantId, planId)
    {
        UsagePrice = checked(rows.Sum(row => row.UsagePrice)),
        Fees = checked(rows.Sum(row => row.Fees)),
        UsageCost = checked(rows.Sum(row => row.UsageCost)),
        PlatformCost = checked(rows.Sum(row => row.PlatformCost)),
        ItemCost = checked(rows.Sum(row => row.ItemCost)),
    };
}
