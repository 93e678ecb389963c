namespace Tollgate.Routing.Policies;

/// <summary>The choice for one request, and what may be chosen next when something gets in its way. All of it is decided up front.</summary>
public sealed record RoutePlan
{
    /// <summary>The model to begin with.</summary>
    public required AssessedModel First { get; init; }

    /// <summary>One of <see cref="RouteReasons"/>.</summary>
    public required string Reason { get; init; }

    /// <summary>One sentence for people.</summary>
    public required string Explanation { get; init; }

    /// <summary>Every model that answers prompts, and why it was left out.</summary>
    public required IReadOnlyList<AssessedModel> Considered { get; init; }

    /// <summary>The bigger model to ask when the first answer does not convince; null when the answer stands as it is.</summary>
    public AssessedModel? Escalation { get; init; }

    /// <summary>Eligible models for when a hard budget refuses, dearest first.</summary>
    public IReadOnlyList<AssessedModel> Downgrades { get; init; } = [];

    /// <summary>Eligible models for when a provider is down, best first.</summary>
    public IReadOnlyList<AssessedModel> Failovers { get; init; } = [];

    /// <summary>Mean token probability below which an answer does not convince.</summary>
    public double ConfidenceThreshold { get; init; }

    /// <summary>A budget threshold made the choice.</summary>
    public bool Downgraded { get; init; }

    /// <summary>The dearest acceptable model that costs less than the refused one and was not asked before, or null.</summary>
    public AssessedModel? NextCheaperThan(AssessedModel refused, params IReadOnlyCollection<AssessedModel> asked) =>
        Downgrades.FirstOrDefault(candidate => candidate.WorstCaseNanos < refused.WorstCaseNanos && !asked.Contains(candidate));

    /// <summary>The best acceptable model of another provider that was not asked before, or null.</summary>
    public AssessedModel? FailoverFrom(AssessedModel failed, params IReadOnlyCollection<AssessedModel> asked) =>
        Failovers.FirstOrDefault(candidate => candidate.Model.Provider != failed.Model.Provider && !asked.Contains(candidate));
}
