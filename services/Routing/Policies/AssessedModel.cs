using Tollgate.Routing.Catalogue;

namespace Tollgate.Routing.Policies;

/// <summary>A model, seen in the light of one request.</summary>
/// <param name="Model">The model.</param>
/// <param name="ExcludedReason">One of <see cref="ExclusionReasons"/>; empty when eligible.</param>
/// <param name="WorstCaseNanos">Most that one attempt can cost.</param>
public sealed record AssessedModel(CatalogueModel Model, string ExcludedReason, long WorstCaseNanos)
{
    /// <summary>It may be chosen.</summary>
    public bool IsEligible => ExcludedReason.Length == 0;
}
