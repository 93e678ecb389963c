using Grpc.Core;
using Tollgate.Contracts.Routing.V1;
using Tollgate.Routing.Assessment;
using Tollgate.Routing.Decisions;
using Tollgate.Routing.Policies;
using Tollgate.ServiceDefaults.Errors;
using Delta = Tollgate.Contracts.Inference.V1.Delta;

namespace Tollgate.Routing.Runs;

/// <summary>
/// Carries out one plan. Every turn either asks a model that has not been asked yet or ends, so it always ends: at most one escalation,
/// at most one failover, and downgrades that only ever get cheaper. Once, a model is asked again: to repair an answer that breaks its schema.
/// </summary>
internal sealed class Cascade(
    RunCommand run, RoutePlan plan, ModelCaller models, DecisionTrail trail, Func<RunResponse, Task> emit, CallOptions call)
{
    private sealed record Kept(AttemptResult.Answered Answered, Judgement Judgement);

    private readonly HashSet<AssessedModel> asked = [];
    private readonly StructuredAnswer? structure = StructuredAnswer.Of(run);
    private bool downgraded = plan.Downgraded;
    private bool failedOver;

    // The prompt of the next turn, when that is to repair an answer; and whether one was.
    private RunCommand? repair;
    private bool repaired;

    // The small model's answer, paid for, while a bigger model is asked. Set means: escalated.
    private Kept? kept;

    public async Task<RunCompleted> RunAsync()
    {
        var current = plan.First;
        await DecideAsync(current, plan.Reason, plan.Explanation);
        while (true)
        {
            asked.Add(current);
            var mayEscalate = kept is null && plan.Escalation is { } bigger && !asked.Contains(bigger);
            var hold = mayEscalate || structure?.MustBeSeen(current.Model, run.Stream) is true;
            var command = repair ?? run with { Prompt = structure?.PromptFor(current.Model, run.Prompt) ?? run.Prompt };
            repair = null;
            var next = await models.AskAsync(current, command, hold, emit, call) switch
            {
                AttemptResult.Answered answered when mayEscalate && !repaired => await JudgeAsync(answered),
                AttemptResult.Answered answered when hold => await AcceptAsync(answered, command),
                AttemptResult.Answered answered => Step.Done(Complete(answered, confidence: null)),
                AttemptResult.Failed failed => await RecoverAsync(current, failed),
                var other => throw new InvalidOperationException($"Unknown result {other.GetType().Name}."),
            };
            if (next.Completed is { } completed)
                return completed;
            current = next.Model!;
        }
    }

    private async Task<Step> JudgeAsync(AttemptResult.Answered answered)
    {
        var criteria = new AnswerCriteria(plan.ConfidenceThreshold, run.Question.Prompt.Grounded, structure?.Schema);
        var judgement = AnswerJudge.Judge(answered.Answer, criteria);
        if (judgement.Verdict == Verdict.Convincing)
            return Step.Done(await DeliverAsync(answered, judgement.Confidence));

        if (judgement.Verdict == Verdict.InvalidOutput)
            RunsTelemetry.Violated(answered.By);
        kept = new(answered, judgement);
        var bigger = plan.Escalation!;
        await DecideAsync(
            bigger,
            judgement.Verdict == Verdict.InvalidOutput ? RouteReasons.EscalatedInvalidOutput : RouteReasons.EscalatedLowConfidence,
            $"The answer of {answered.By.Model.Model} did not convince: {judgement.Explanation}.");
        return Step.Ask(bigger);
    }

    // Nobody bigger is left to be asked: what breaks the schema is repaired once, then refused.
    private async Task<Step> AcceptAsync(AttemptResult.Answered answered, RunCommand command)
    {
        if (structure?.Violation(answered.Answer) is not { } violation)
            return Step.Done(await DeliverAsync(answered, confidence: null));
        RunsTelemetry.Violated(answered.By);
        return repaired
            ? throw TollgateException.FailedPrecondition(
                Reasons.InvalidOutput, $"The answer of {answered.By.Model.Model} does not follow the schema, nor did it before: {violation}.")
            : await RepairAsync(answered, command, violation);
    }

    private async Task<Step> RepairAsync(AttemptResult.Answered answered, RunCommand command, string violation)
    {
        repaired = true;
        repair = command with { Prompt = StructuredAnswer.Repair(command.Prompt, answered.Answer, violation) };
        await DecideAsync(
            answered.By, RouteReasons.RepairInvalidOutput, $"The answer of {answered.By.Model.Model} does not follow the schema: {violation}.");
        return Step.Ask(answered.By);
    }

    private async Task<Step> RecoverAsync(AssessedModel failed, AttemptResult.Failed failure)
    {
        if (failure is { IsOverBudget: false, IsProviderDown: false })
            throw failure.Error;
        if (kept is { Judgement.Verdict: not Verdict.InvalidOutput } answer)
            return Step.Done(await FallBackAsync(answer, failed, failure));
        if (kept is { } invalid)
            return await FallBackAsync(invalid, failure);

        if (failure.IsOverBudget && plan.NextCheaperThan(failed, asked) is { } cheaper)
        {
            downgraded = true;
            await DecideAsync(cheaper, RouteReasons.DowngradedBudgetExceeded, $"A hard budget has no room for {failed.Model.Model}.");
            return Step.Ask(cheaper);
        }

        if (failure.IsProviderDown && !failedOver && plan.FailoverFrom(failed, asked) is { } other)
        {
            failedOver = true;
            await DecideAsync(other, RouteReasons.Failover, $"Provider {failed.Model.Provider} does not answer for {failed.Model.Model}.");
            return Step.Ask(other);
        }

        throw failure.Error;
    }

    // The bigger model could not be had. An answer that is doubtful and paid for is worth more than an error.
    private async Task<RunCompleted> FallBackAsync(Kept answer, AssessedModel failed, AttemptResult.Failed failure)
    {
        downgraded |= failure.IsOverBudget;
        kept = null;
        await DecideAsync(
            answer.Answered.By,
            failure.IsOverBudget ? RouteReasons.DowngradedBudgetExceeded : RouteReasons.Failover,
            $"{failed.Model.Model} could not be asked ({failure.Error.Reason}), so the answer of {answer.Answered.By.Model.Model} stands.");
        return await DeliverAsync(answer.Answered, answer.Judgement.Confidence);
    }

    // The same for an answer that breaks its schema, which is worth nothing as it is.
    private async Task<Step> FallBackAsync(Kept answer, AttemptResult.Failed failure)
    {
        downgraded |= failure.IsOverBudget;
        kept = null;
        var (by, violation) = (answer.Answered.By, structure?.Violation(answer.Answered.Answer));
        return violation is null || repaired
            ? throw failure.Error
            : await RepairAsync(answer.Answered, run with { Prompt = structure!.PromptFor(by.Model, run.Prompt) }, violation);
    }

    private async Task<RunCompleted> DeliverAsync(AttemptResult.Answered answered, double? confidence)
    {
        var answer = answered.Answer;
        if (answer is not { Text.Length: 0, ToolCalls.Count: 0 })
            await emit(new RunResponse { Delta = new Delta { Text = answer.Text, ToolCalls = { answer.ToolCalls } } });
        return Complete(answered, confidence);
    }

    private RunCompleted Complete(AttemptResult.Answered answered, double? confidence)
    {
        var completed = new RunCompleted
        {
            Provider = answered.By.Model.Provider,
            Model = answered.By.Model.Model,
            FinishReason = answered.Answer.FinishReason,
            Escalated = kept is not null,
            Downgraded = downgraded,
        };
        if (confidence is { } known)
            completed.Confidence = known;
        return completed;
    }

    private async Task DecideAsync(AssessedModel choice, string reason, string explanation)
    {
        RunsTelemetry.Decided(choice, reason);
        var decision = await trail.RecordAsync(choice, reason, explanation, plan.Considered, call.CancellationToken);
        await emit(new RunResponse { Decision = decision });
    }

    private readonly record struct Step(RunCompleted? Completed, AssessedModel? Model)
    {
        public static Step Done(RunCompleted completed) => new(completed, null);

        public static Step Ask(AssessedModel model) => new(null, model);
    }
}
