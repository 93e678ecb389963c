using Google.Protobuf.WellKnownTypes;
using Tollgate.Contracts.Routing.V1;
using Tollgate.Routing.Catalogue;
using Tollgate.Routing.Decisions;
using Tollgate.Routing.Policies;

namespace Tollgate.Routing.Runs;

/// <summary>Says what would be chosen and what it would cost at most. Calls nothing and records nothing.</summary>
internal sealed class EstimatePrompt(RunPrompt runs, RoutePlanner planner, ModelCatalogue catalogue)
{
    public EstimateResponse Execute(RouteQuestion question)
    {
        var plan = runs.PlanOrThrow(question);
        var decision = DecisionMapping.ToProto(plan.First, plan.Reason, plan.Explanation, plan.Considered);
        decision.DecideTime = Timestamp.FromDateTimeOffset(question.At);
        decision.CatalogueVersion = catalogue.Version;

        var first = plan.First.WorstCaseNanos;
        return new EstimateResponse
        {
            Decision = decision,
            FirstChoiceWorstCase = DecisionMapping.ToMoney(first),
            CascadeWorstCase = DecisionMapping.ToMoney(checked(first + (plan.Escalation?.WorstCaseNanos ?? 0))),
            BaselineWorstCase = DecisionMapping.ToMoney(planner.BaselineNanos(question)),
        };
    }
}
