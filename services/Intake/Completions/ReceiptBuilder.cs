using System.Diagnostics;
using Google.Protobuf.WellKnownTypes;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Contracts.Mapping;
using Tollgate.Intake.Knowledge;
using Tollgate.Intake.Prompting;
using Usage = Tollgate.Tokens.TokenUsage;

namespace Tollgate.Intake.Completions;

/// <summary>Makes the answer and its receipt from what happened.</summary>
internal sealed class ReceiptBuilder(BaselineCost baseline, TimeProvider clock)
{
    private const string Currency = "USD";

    /// <summary>The answer of a run that Routing completed.</summary>
    public CompleteResponse Answered(
        AcceptedRequest accepted, Operation operation, RunProgress run, FoundKnowledge knowledge, TokenOrigins origins, string cache)
    {
        var completed = run.Completed!;
        var content = run.Content;
        return new CompleteResponse
        {
            Id = operation.Id.ToString(),
            Content = content,
            Model = completed.Model,
            FinishReason = completed.FinishReason,
            ToolCalls = { run.ToolCalls },
            Citations = { Citations.Of(knowledge.Passages, content) },
            CreateTime = clock.GetUtcNow().ToTimestamp(),
            Receipt = ReceiptOf(accepted, operation, run, knowledge, origins, cache),
        };
    }

    /// <summary>What was used for an answer that was stopped in the middle.</summary>
    public Receipt Stopped(
        AcceptedRequest accepted, Operation operation, RunProgress run, FoundKnowledge knowledge, TokenOrigins origins, string cache) =>
        ReceiptOf(accepted, operation, run, knowledge, origins, cache);

    /// <summary>The same answer for another request: nothing was called, nothing spent.</summary>
    public CompleteResponse FromCache(CompleteResponse answer, Operation operation)
    {
        var again = answer.Clone();
        again.Id = operation.Id.ToString();
        again.CreateTime = clock.GetUtcNow().ToTimestamp();
        again.Receipt.OperationId = again.Id;
        again.Receipt.Attempts.Clear();
        again.Receipt.Usage = Usage.Zero.ToProto();
        again.Receipt.Cost.Nanos = 0;
        again.Receipt.Cache = CacheState.Hit;
        again.Receipt.TraceId = CurrentTrace();
        again.Receipt.BudgetLeft = null;
        return again;
    }

    private Receipt ReceiptOf(
        AcceptedRequest accepted, Operation operation, RunProgress run, FoundKnowledge knowledge, TokenOrigins origins, string cache) => new()
    {
        OperationId = operation.Id.ToString(),
        Attempts = { run.Attempts },
        Usage = run.Usage.ToProto(),
        Origins = origins,
        Cost = new Money { Currency = CurrencyOf(run), Nanos = run.CostNanos },
        BaselineCost = run.Accepted?.Usage is { } usage ? baseline.Of(usage, accepted.AcceptTime) : new Money { Currency = Currency },
        Cache = cache,
        RouteReason = run.Decision?.Reason ?? "",
        RouteExplanation = run.Decision?.Explanation ?? "",
        Escalated = run.Completed?.Escalated ?? false,
        Downgraded = run.Completed?.Downgraded ?? false,
        Retrieval = knowledge.State,
        RetrievedTokens = knowledge.Tokens,
        TraceId = CurrentTrace(),
        BudgetLeft = ToBudgetLeft(run.BudgetLeft),
    };

    private static string CurrencyOf(RunProgress run) =>
        run.Attempts.Select(attempt => attempt.Cost?.Currency).FirstOrDefault(currency => !string.IsNullOrEmpty(currency)) ?? Currency;

    internal static string CurrentTrace() => Activity.Current?.TraceId.ToHexString() ?? "";

    internal static BudgetLeft? ToBudgetLeft(Contracts.Inference.V1.BudgetLeft? left)
    {
        if (left is null)
            return null;
        var budget = new BudgetLeft { BudgetId = left.BudgetId, Cost = left.Cost };
        if (left.HasTokens)
            budget.Tokens = left.Tokens;
        return budget;
    }
}
