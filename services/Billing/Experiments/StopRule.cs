using Tollgate.Contracts.Billing.V1;

namespace Tollgate.Billing.Experiments;

/// <summary>Whether a variant earns enough to go on: price less full cost of its tenants since the experiment began.</summary>
internal static class StopRule
{
    /// <summary>The margin of some tenants in hundredths of a percent of the price; null while there are too few, or nothing was charged.</summary>
    public static long? MarginOf(IReadOnlyCollection<Margin> tenants, int minTenants)
    {
        var price = tenants.Sum(tenant => (decimal)tenant.UsagePrice.Nanos + tenant.Fees.Nanos);
        return tenants.Count < minTenants || price <= 0 ? null : (long)(tenants.Sum(tenant => (decimal)tenant.Amount.Nanos) * 10_000m / price);
    }
}
