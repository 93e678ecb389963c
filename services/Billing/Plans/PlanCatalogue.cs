namespace Tollgate.Billing.Plans;

/// <summary>The plans of the files that this service was started with.</summary>
public sealed class PlanCatalogue(IReadOnlyList<PlanFile> files)
{
    private readonly HashSet<(string PlanId, string Version)> versions = [.. files.Select(file => (file.Plan.PlanId, file.Plan.Version))];

    /// <summary>The plans, cheapest first, with the text each was read from.</summary>
    public IReadOnlyList<PlanFile> Files { get; } = files;

    /// <summary>That version is among them.</summary>
    public bool Has(string planId, string version) => versions.Contains((planId, version));
}
