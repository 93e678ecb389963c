using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Metering.Costs;

/// <summary>What a tenant used in an hour, by who pays for it.</summary>
internal sealed record HourUsage(string TenantId, DateTimeOffset Hour, Payer Payer, long CostNanos, long Attempts, long Tokens);

/// <summary>
/// Shares cost items out among tenants. An hour's part of an item is divided by what was used in that hour, so an answer for two ranges is
/// the sum of the answers for each; an hour without usage is nobody's, under an empty tenant.
/// </summary>
internal static class CostSharing
{
    public static IReadOnlyDictionary<(string Tenant, string Category), long> Share(
        IReadOnlyList<StoredCostItem> items, IReadOnlyList<HourUsage> usage, DateTimeOffset start, DateTimeOffset end)
    {
        var shares = new Dictionary<(string, string), long>();
        var hours = usage.ToLookup(hour => hour.Hour);
        foreach (var item in items)
        {
            var (from, to) = (Later(item.Start, start), item.End < end ? item.End : end);
            if (item.Allocation is CostAllocation.Tenant)
            {
                Add(item.TenantId, item.Category, item.AccruedIn(from, to));
                continue;
            }

            for (var hour = Floor(from); hour < to; hour = hour.AddHours(1))
            {
                var amount = item.AccruedIn(Later(hour, from), hour.AddHours(1) < to ? hour.AddHours(1) : to);
                var parts = Shares.Of(amount, Weights(hours[hour], item.Allocation));
                foreach (var (tenant, part) in parts)
                    Add(tenant, item.Category, part);
                if (parts.Count == 0)
                    Add("", item.Category, amount);
            }
        }

        return shares;

        void Add(string tenant, string category, long nanos)
        {
            if (nanos != 0)
                shares[(tenant, category)] = checked(shares.GetValueOrDefault((tenant, category)) + nanos);
        }
    }

    // A correction may leave an hour below zero; it weighs nothing then.
    private static Dictionary<string, long> Weights(IEnumerable<HourUsage> hour, CostAllocation rule) => hour
        .GroupBy(usage => usage.TenantId, StringComparer.Ordinal)
        .Select(tenant => (tenant.Key, Weight: rule switch
        {
            CostAllocation.UsageCost => tenant.Sum(usage => usage.CostNanos),
            CostAllocation.Tokens => tenant.Sum(usage => usage.Tokens),
            CostAllocation.Attempts => tenant.Sum(usage => usage.Attempts),
            _ => tenant.Sum(usage => usage.Attempts) > 0 ? 1 : 0,
        }))
        .Where(tenant => tenant.Weight > 0)
        .ToDictionary(tenant => tenant.Key, tenant => tenant.Weight, StringComparer.Ordinal);

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static DateTimeOffset Floor(DateTimeOffset time) => Usage.HourRange.Floor(time);
}
