using System.Collections.Immutable;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Routing.Policies;

namespace Tollgate.Routing.Thresholds;

/// <summary>The thresholds in force, in memory: asked on every request, changed a few times a day.</summary>
internal sealed class ActiveThresholds(TimeProvider clock)
{
    private ImmutableDictionary<(string Tenant, string Budget), CheaperModelThreshold> active =
        ImmutableDictionary<(string, string), CheaperModelThreshold>.Empty;

    /// <summary>
    /// Takes in thresholds heard of or read from the database, and drops those whose period is over. Nothing else is ever dropped: the
    /// broadcast may be here before the row is.
    /// </summary>
    public void Merge(IEnumerable<CheaperModelThreshold> thresholds)
    {
        var now = clock.GetUtcNow();
        ImmutableInterlocked.Update(ref active, (known, added) =>
        {
            var merged = known.ToBuilder();
            foreach (var threshold in added)
            {
                var key = (threshold.TenantId, threshold.BudgetId);
                if (!merged.TryGetValue(key, out var present) || present.CrossTime < threshold.CrossTime)
                    merged[key] = threshold;
            }

            merged.RemoveRange(merged.Where(entry => !entry.Value.IsActive(now)).Select(entry => entry.Key).ToArray());
            return merged.ToImmutable();
        }, thresholds.ToArray());
    }

    /// <summary>What the budgets ask of this caller now.</summary>
    public BudgetPressure PressureOn(Caller caller)
    {
        var snapshot = active;
        if (snapshot.IsEmpty)
            return BudgetPressure.None;

        var now = clock.GetUtcNow();
        var everywhere = false;
        HashSet<string>? providers = null;
        foreach (var threshold in snapshot.Values)
        {
            if (!threshold.IsActive(now))
                continue;
            if (threshold.Scope == BudgetScope.Provider)
                (providers ??= []).Add(threshold.ScopeId);
            else
                everywhere |= threshold.Concerns(caller);
        }

        return everywhere || providers is not null ? new(everywhere, providers ?? BudgetPressure.None.Providers) : BudgetPressure.None;
    }
}
