using System.Collections.Frozen;

namespace Tollgate.Billing.Plans;

/// <summary>The plans that can be subscribed to.</summary>
public sealed class PlanCatalogue(IReadOnlyList<PlanFile> files)
{
    private readonly FrozenDictionary<string, Plan> byId = files.ToFrozenDictionary(file => file.Plan.PlanId, file => file.Plan, StringComparer.Ordinal);

    /// <summary>The plans, cheapest first, with the text each was read from.</summary>
    public IReadOnlyList<PlanFile> Files { get; } = files;

    /// <summary>The plan in force with that id, or null.</summary>
    public Plan? Find(string planId) => byId.GetValueOrDefault(planId);
}
