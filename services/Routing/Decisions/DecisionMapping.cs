using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Routing.V1;
using Tollgate.Routing.Policies;

namespace Tollgate.Routing.Decisions;

/// <summary>Domain to proto, nowhere else.</summary>
internal static class DecisionMapping
{
    private const string Currency = "USD";

    public static Decision ToProto(AssessedModel choice, string reason, string explanation, IReadOnlyList<AssessedModel> considered)
    {
        var decision = new Decision
        {
            Provider = choice.Model.Provider,
            Model = choice.Model.Model,
            Reason = reason,
            Explanation = explanation,
        };
        foreach (var candidate in considered)
        {
            decision.Candidates.Add(new Candidate
            {
                Provider = candidate.Model.Provider,
                Model = candidate.Model.Model,
                ExcludedReason = candidate.ExcludedReason,
                WorstCase = ToMoney(candidate.WorstCaseNanos),
            });
        }

        return decision;
    }

    public static Money ToMoney(long nanos) => new() { Currency = Currency, Nanos = nanos };
}
