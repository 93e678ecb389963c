using Grpc.Core;
using Tollgate.Contracts.Routing.V1;
using Tollgate.Routing.Assessment;
using Tollgate.Routing.Decisions;
using Tollgate.Routing.Policies;
using Delta = Tollgate.Contracts.Inference.V1.Delta;

namespace Tollgate.Routing.Runs;

/// <summary>
/// Carries out one plan. Every turn either asks a model that has not been asked yet or ends, so it always ends: at most one escalation,
/// at most one failover, and downgrades that only ever get cheaper.
/// </summary>
internal sealed class Cascade(
    RunCommand run, RoutePlan plan, ModelCaller models, DecisionTrail trail, Func<RunResponse, Task> emit, CallOptions call)
{
    private sealed record Kept(AttemptResult.Answered Answered, Judgement Judgement);

    private readonly HashSet<AssessedModel> asked = [];
    private bool downgraded = plan.Downgraded;
    private bool failedOver;

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
            var next = await models.AskAsync(current, run, hold: mayEscalate, emit, call) switch
            {
                AttemptResult.Answered answered when mayEscalate => await JudgeAsync(answered),
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
        var schema = run.Question.Prompt.JsonSchema ? ResponseSchemaReader.Read(run.Prompt) : null;
        var criteria = new AnswerCriteria(plan.ConfidenceThreshold, run.Question.Prompt.Grounded, schema);
        var judgement = AnswerJudge.Judge(answered.Answer, criteria);
        if (judgement.Verdict == Verdict.Convincing)
            return Step.Done(await DeliverAsync(answered, judgement));

        kept = new(answered, judgement);
        var bigger = plan.Escalation!;
        await DecideAsync(
            bigger,
            judgement.Verdict == Verdict.InvalidOutput ? RouteReasons.EscalatedInvalidOutput : RouteReasons.EscalatedLowConfidence,
            $"The answer of {answered.By.Model.Model} did not convince: {judgement.Explanation}.");
        return Step.Ask(bigger);
    }

    private async Task<Step> RecoverAsync(AssessedModel failed, AttemptResult.Failed failure)
    {
        if (failure is { IsOverBudget: false, IsProviderDown: false })
            throw failure.Error;
        if (kept is { } answer)
            return Step.Done(await FallBackAsync(answer, failed, failure));

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
        return await DeliverAsync(answer.Answered, answer.Judgement);
    }

    private async Task<RunCompleted> DeliverAsync(AttemptResult.Answered answered, Judgement judgement)
    {
        var answer = answered.Answer;
        if (answer is not { Text.Length: 0, ToolCalls.Count: 0 })
            await emit(new RunResponse { Delta = new Delta { Text = answer.Text, ToolCalls = { answer.ToolCalls } } });
        return Complete(answered, judgement.Confidence);
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
