using Tollgate.Routing.Catalogue;

namespace Tollgate.Routing.Policies;

/// <summary>
/// Judgement, without I/O: the same question always gets the same plan. Reads as the policy does: begin small, keep a bigger model in
/// reserve, know in advance what to do when a budget or a provider says no.
/// </summary>
public sealed class RoutePlanner(ModelCatalogue catalogue, PolicySet policies, ModelPrices prices)
{
    /// <summary>The plan for a request, or why there is none.</summary>
    public RouteOutcome Plan(RouteQuestion question)
    {
        if (question.Model is not ("" or "auto"))
            return ModelClasses.All.Contains(question.Model) ? PlanClass(question) : PlanModel(question);

        return policies.Find(question.Policy) is { } policy
            ? PlanPolicy(question, policy)
            : Refuse(RouteRefusal.UnknownPolicy, $"There is no routing policy '{question.Policy}'.");
    }

    /// <summary>Worst case of the request on the model that savings are measured against, in nanos.</summary>
    public long BaselineNanos(RouteQuestion question) =>
        prices.WorstCaseNanos(policies.Baseline, question.Prompt.InputTokens, question.Prompt.MaxOutputTokens, question.At);

    // The caller knows what it wants: nothing else will do, so nothing else is offered.
    private RouteOutcome PlanModel(RouteQuestion question)
    {
        if (catalogue.Find(question.Model) is not { IsChat: true })
            return Refuse(RouteRefusal.UnknownModel, $"The catalogue has no model or class '{question.Model}' that answers prompts.");

        var considered = Assess(question, model => model.Model == question.Model);
        var requested = considered.First(candidate => candidate.Model.Model == question.Model);
        return requested.IsEligible
            ? Planned(new RoutePlan
            {
                First = requested,
                Reason = RouteReasons.Requested,
                Explanation = $"The request names {question.Model}.",
                Considered = considered,
            })
            : RefuseAll([requested], question);
    }

    // The caller names a size: the choice within it is ours, the size is not.
    private RouteOutcome PlanClass(RouteQuestion question)
    {
        var considered = Assess(question, model => model.Class == question.Model);
        var ofClass = considered.Where(candidate => candidate.Model.Class == question.Model).ToArray();
        if (ofClass.Length == 0)
            return Refuse(RouteRefusal.UnknownModel, $"The catalogue has no model of class '{question.Model}' that answers prompts.");
        if (Cheapest(ofClass) is not { } first)
            return RefuseAll(ofClass, question);

        var eligible = Eligible(ofClass);
        return Planned(new RoutePlan
        {
            First = first,
            Reason = RouteReasons.Requested,
            Explanation = $"The request asks for class '{question.Model}'; {first.Model.Model} is its cheapest eligible model.",
            Considered = considered,
            Downgrades = ByPriceDescending(eligible),
            Failovers = [.. eligible.OrderBy(candidate => candidate.WorstCaseNanos)],
        });
    }

    private RouteOutcome PlanPolicy(RouteQuestion question, RoutingPolicy policy)
    {
        var considered = Assess(question, model => policy.Mentions(model.Model));
        var rule = policy.First.First(rule => rule.Matches(question.Prompt));
        var preferred = Cheapest(Named(considered, rule.Models));
        // A prompt that none of the preferred models can take still deserves an answer from the policy's other models.
        if ((preferred ?? Cheapest(considered)) is not { } first)
            return RefuseAll(considered.Where(candidate => policy.Mentions(candidate.Model.Model)), question);

        var acceptable = Eligible(Named(considered, [.. rule.Models, .. policy.DowngradeTo]));
        var plan = new RoutePlan
        {
            First = first,
            Reason = RouteReasons.SmallFirst,
            Explanation = preferred is null
                ? $"None of the preferred models of policy '{policy.Id}' can take this prompt; {first.Model.Model} is the cheapest that can."
                : $"{first.Model.Model} is the cheapest eligible first choice of policy '{policy.Id}'.",
            Considered = considered,
            Escalation = Eligible(Named(considered, policy.EscalateTo)).FirstOrDefault(bigger => bigger.WorstCaseNanos > first.WorstCaseNanos),
            Downgrades = ByPriceDescending(acceptable),
            Failovers = Eligible(Named(considered, policy.FailoverTo)),
            ConfidenceThreshold = policy.ConfidenceThreshold,
        };
        return Planned(question.Pressure.Covers(first.Model.Provider) ? UnderPressure(plan, acceptable) : plan);
    }

    // A threshold was crossed: begin at the bottom and stay there.
    private static RoutePlan UnderPressure(RoutePlan plan, IReadOnlyList<AssessedModel> acceptable)
    {
        var cheapest = Cheapest([.. acceptable, plan.First])!;
        return plan with
        {
            First = cheapest,
            Reason = RouteReasons.DowngradedThreshold,
            Explanation = $"A budget is past a threshold that asks for cheaper models; {cheapest.Model.Model} is the cheapest acceptable one.",
            Escalation = null,
            Downgraded = true,
        };
    }

    private AssessedModel[] Assess(RouteQuestion question, Func<CatalogueModel, bool> allowed)
    {
        var assessed = new List<AssessedModel>(catalogue.Models.Count);
        foreach (var model in catalogue.Models)
        {
            if (!model.IsChat)
                continue;
            var reason = Eligibility.Exclusion(model, question, catalogue.IsAvailable(model));
            if (reason.Length == 0 && !allowed(model))
                reason = ExclusionReasons.Policy;
            assessed.Add(new(model, reason, prices.WorstCaseNanos(model, question.Prompt.InputTokens, question.Prompt.MaxOutputTokens, question.At)));
        }

        return [.. assessed];
    }

    // In the order of the names: a policy's lists are preferences.
    private static AssessedModel[] Named(AssessedModel[] considered, IReadOnlyList<string> names) =>
        [.. names.Select(name => Array.Find(considered, candidate => candidate.Model.Model == name)).OfType<AssessedModel>().Distinct()];

    private static AssessedModel[] Eligible(IEnumerable<AssessedModel> models) => [.. models.Where(candidate => candidate.IsEligible)];

    private static AssessedModel[] ByPriceDescending(IEnumerable<AssessedModel> models) =>
        [.. models.OrderByDescending(candidate => candidate.WorstCaseNanos)];

    private static AssessedModel? Cheapest(IEnumerable<AssessedModel> models) =>
        models.Where(candidate => candidate.IsEligible).MinBy(candidate => candidate.WorstCaseNanos);

    private static RouteOutcome.Planned Planned(RoutePlan plan) => new(plan);

    private static RouteOutcome.Refused Refuse(RouteRefusal refusal, string message) => new(refusal, message);

    private static RouteOutcome.Refused RefuseAll(IEnumerable<AssessedModel> excluded, RouteQuestion question)
    {
        var models = excluded.ToArray();
        // Only when length is all that is in the way is a shorter prompt the cure.
        var tooLong = models.Where(candidate => candidate.ExcludedReason == ExclusionReasons.ContextLength)
            .Any(candidate => question.Prompt.InputTokens >= candidate.Model.ContextTokens
                || question.Prompt.MaxOutputTokens <= candidate.Model.MaxOutputTokens);
        if (tooLong)
        {
            return Refuse(
                RouteRefusal.PromptTooLong,
                $"{question.Prompt.InputTokens} input and {question.Prompt.MaxOutputTokens} output tokens are more than any eligible model can take.");
        }

        var closed = models.Where(candidate => candidate.ExcludedReason == ExclusionReasons.Budget).Select(candidate => candidate.Model.Provider).ToArray();
        if (closed.Length > 0)
            return Refuse(RouteRefusal.OverBudget, $"The budget of {string.Join(", ", closed.Distinct())} lets no more calls through.");

        var why = string.Join(", ", models.Select(candidate => $"{candidate.Model.Model}: {candidate.ExcludedReason}"));
        return Refuse(RouteRefusal.NoEligibleModel, $"No eligible model: {why}.");
    }
}
