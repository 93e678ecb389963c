using Tollgate.Billing.Rating;

namespace Tollgate.Billing.Credits;

/// <summary>What an entry takes from a grant; negative when it gives back.</summary>
internal sealed record CreditUse(RatedEntry Rated, CreditGrant Grant, decimal Amount);

/// <summary>
/// Which credit pays for rated entries: a pure function. An entry takes from the grants in their order, those that had not expired when its
/// attempt began; a correction gives back to the grants its attempt took from, the last one first.
/// </summary>
internal static class CreditSpend
{
    /// <summary>Decides.</summary>
    /// <param name="rated">The entries in the order they were rated.</param>
    /// <param name="grants">The tenants' grants, in the order in which usage takes from them.</param>
    /// <param name="earlier">What attempts took before, by attempt and grant.</param>
    public static IReadOnlyList<CreditUse> Of(
        IReadOnlyList<RatedEntry> rated, IReadOnlyList<CreditGrant> grants, IReadOnlyDictionary<(Guid AttemptId, Guid GrantId), decimal> earlier)
    {
        var left = grants.ToDictionary(grant => grant.GrantId, grant => grant.Remaining);
        var taken = new Dictionary<(Guid, Guid), decimal>(earlier);
        var uses = new List<CreditUse>();
        foreach (var entry in rated.Where(entry => entry.Amount != 0))
        {
            var open = entry.Amount;
            var mine = grants.Where(grant => grant.TenantId == entry.Entry.TenantId && grant.Currency == entry.PlanCurrency);
            foreach (var grant in open > 0 ? mine : mine.Reverse())
            {
                var key = (entry.Entry.AttemptId, grant.GrantId);
                var amount = open > 0
                    ? grant.IsUsableAt(entry.Entry.AttemptTime) ? Math.Min(open, left[grant.GrantId]) : 0
                    : Math.Max(open, -taken.GetValueOrDefault(key));
                if (amount == 0)
                    continue;
                left[grant.GrantId] -= amount;
                taken[key] = taken.GetValueOrDefault(key) + amount;
                open -= amount;
                uses.Add(new(entry, grant, amount));
                if (open == 0)
                    break;
            }
        }

        return uses;
    }
}
