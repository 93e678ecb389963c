using Grpc.Core;
using Tollgate.Routing.Catalogue;
using Tollgate.Routing.Decisions;
using Tollgate.Routing.Policies;
using Tollgate.ServiceDefaults.Errors;
using RouteEvent = Tollgate.Contracts.Routing.V1.RunResponse;

namespace Tollgate.Routing.Runs;

/// <summary>Answers a prompt: plans, then lets a <see cref="Cascade"/> carry the plan out.</summary>
internal sealed class RunPrompt(RoutePlanner planner, ModelCatalogue catalogue, ModelCaller models, DecisionWriter decisions, TimeProvider clock)
{
    public async Task ExecuteAsync(RunCommand run, Func<RouteEvent, Task> emit, CallOptions call)
    {
        var plan = PlanOrThrow(run.Question);
        var trail = new DecisionTrail(decisions, clock, run.OperationId, run.Caller.TenantId, catalogue.Version);
        var cascade = new Cascade(run, plan, models, trail, emit, call);
        try
        {
            var completed = await cascade.RunAsync();
            await trail.SettleAsync();
            await emit(new RouteEvent { Completed = completed });
        }
        finally
        {
            // Also when nobody is listening any more: the attempts were made, so why they were made is kept.
            await trail.SettleAsync();
        }
    }

    /// <summary>The plan, or the refusal as an error that callers know.</summary>
    public RoutePlan PlanOrThrow(RouteQuestion question) => planner.Plan(question) switch
    {
        RouteOutcome.Planned planned => planned.Plan,
        RouteOutcome.Refused refused => throw ToError(refused),
        var other => throw new InvalidOperationException($"Unknown outcome {other.GetType().Name}."),
    };

    private static TollgateException ToError(RouteOutcome.Refused refused) => refused.Refusal switch
    {
        RouteRefusal.UnknownModel => TollgateException.NotFound(Reasons.UnknownModel, refused.Message),
        RouteRefusal.UnknownPolicy => TollgateException.InvalidArgument(
            Reasons.InvalidRequest, refused.Message, new FieldViolation("policy", refused.Message)),
        RouteRefusal.PromptTooLong => TollgateException.InvalidArgument(
            Reasons.PromptTooLong, refused.Message, new FieldViolation("prompt", refused.Message)),
        RouteRefusal.OverBudget => TollgateException.ResourceExhausted(
            Reasons.BudgetExceeded, refused.Message, null, new QuotaViolation("budget", refused.Message)),
        _ => TollgateException.FailedPrecondition(Reasons.NoEligibleModel, refused.Message),
    };
}
