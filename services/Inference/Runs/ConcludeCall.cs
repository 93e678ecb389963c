using Microsoft.Extensions.Options;
using Tollgate.Contracts.Common.V1;
using Tollgate.Inference.Attempts;
using Tollgate.Inference.Prompts;
using Tollgate.Inference.Providers;
using Tollgate.Inference.Recovery;
using TokenUsage = Tollgate.Tokens.TokenUsage;

namespace Tollgate.Inference.Runs;

/// <summary>
/// Decides what an ended call has used. The provider's word comes first: in its answer, else in its books where they can be asked. Then
/// our own count of what was sent and received, and where too little was seen to count, the worst case.
/// </summary>
internal sealed class ConcludeCall(IOptions<RecoveryOptions> options, TimeProvider clock)
{
    private const int Tolerance = 16;

    // What a provider writes around a call of a tool is billed and not seen.
    private const int TolerancePerToolCall = 16;

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(20);

    public async Task<AttemptResult> HandleAsync(AttemptIntent intent, ProviderEndpoint endpoint, CallEnd end)
    {
        var (usage, rank, unconfirmed) = await DecideAsync(intent, endpoint, end);
        return new AttemptResult
        {
            Outcome = end.Outcome,
            FailureReason = end.FailureReason,
            ResponseModel = end.Model,
            Usage = usage,
            Rank = rank,
            Held = end.Held,
            Unconfirmed = unconfirmed,
            EndTime = end.EndTime,
            TimeToFirstToken = end.TimeToFirstToken,
        };
    }

    private async Task<(TokenUsage Usage, UsageRank Rank, bool Unconfirmed)> DecideAsync(
        AttemptIntent intent, ProviderEndpoint endpoint, CallEnd end)
    {
        if (end.StatedUsage is { } stated && (!CanBeChecked(endpoint) || IsPlausible(stated, intent, end)))
            return (stated, UsageRank.Provider, false);
        if (IsNotBilled(end, endpoint.Report.Exists))
            return (TokenUsage.Zero, UsageRank.Counted, false);

        var answer = endpoint.Report.Exists ? await AskAsync(endpoint.Report, intent.AttemptId, end) : new ReportAnswer.NoReport();
        return answer switch
        {
            ReportAnswer.Found found => (found.Usage, UsageRank.Provider, false),
            ReportAnswer.Absent when end.Outcome is not AttemptOutcome.Succeeded => (TokenUsage.Zero, UsageRank.Counted, true),
            // Between a statement that cannot be and a count of everything that was sent and seen, the count is nearer.
            _ when endpoint.UsageReport is not null && end.CountedUsage is { } seen && HiddenTokens.AreRuledOut(intent.Model) =>
                (seen, UsageRank.Counted, false),
            _ when end.StatedUsage is { } doubtful => (doubtful, UsageRank.Counted, endpoint.Report.Exists),
            _ when end.Failure?.Failure is ProviderFailure.ServerError => (TokenUsage.Zero, UsageRank.Counted, endpoint.Report.Exists),
            _ when end.CountedUsage is { } counted => (counted, UsageRank.Counted, endpoint.Report.Exists),
            _ => ((end.Held ?? intent.WorstCase).Usage, UsageRank.Assumed, endpoint.Report.Exists),
        };
    }

    /// <summary>Somebody knows better than the answer itself: the provider's books, now or when the minute is reconciled.</summary>
    private static bool CanBeChecked(ProviderEndpoint endpoint) => endpoint.Report.Exists || endpoint.UsageReport is not null;

    /// <summary>A statement that is beyond what was possible, or far from what we saw, is checked against the provider's books.</summary>
    private static bool IsPlausible(TokenUsage stated, AttemptIntent intent, CallEnd end) =>
        stated.InputTotal <= intent.WorstCase.InputTokens
        && stated.OutputTotal <= intent.WorstCase.OutputTokens
        && (end.CountedUsage is not { } counted
            || (IsNear(stated.InputTotal, counted.Input, Tolerance + (end.SchemaTokens / 2))
                && IsNear(stated.Output, counted.Output, Tolerance + (end.ToolCalls * TolerancePerToolCall))));

    private static bool IsNear(long stated, long counted, long tolerance) => Math.Abs(stated - counted) <= tolerance + (counted / 20);

    private static bool IsNotBilled(CallEnd end, bool canAsk) => !end.Sent || end.Failure switch
    {
        { Failure: ProviderFailure.NotReached } => true,
        // An answered refusal is not billed; of an error of the server's own that is so only as a rule, so where one can ask, one does.
        { Failure: ProviderFailure.ServerError } => !canAsk,
        { Status: >= 400 } => true,
        _ => false,
    };

    private async Task<ReportAnswer> AskAsync(IProviderReport report, Guid attemptId, CallEnd end)
    {
        // An answered error is most likely not billed and about to be retried: recovery can ask again, the caller should not wait.
        if (end.Failure?.Failure is ProviderFailure.ServerError)
            return await report.FindAsync(attemptId, CancellationToken.None);

        var began = clock.GetTimestamp();
        for (var wait = FirstWait; ; wait *= 2)
        {
            var answer = await report.FindAsync(attemptId, CancellationToken.None);
            if (answer is ReportAnswer.Found || clock.GetElapsedTime(began) + wait >= options.Value.AskAtEndFor)
                return answer;
            await Task.Delay(wait, clock);
        }
    }
}
