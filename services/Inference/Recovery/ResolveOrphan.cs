using Microsoft.Extensions.Options;
using Tollgate.Contracts.Common.V1;
using Tollgate.Inference.Attempts;
using Tollgate.Inference.Holds;
using Tollgate.Inference.Providers;

namespace Tollgate.Inference.Recovery;

/// <summary>Asks a provider's books about an attempt until there is a verdict, and carries it out.</summary>
internal sealed class ResolveOrphan(
    ProviderRegistry providers, OrphanStore store, IHolds holds, SettleAttempt settle, IOptions<RecoveryOptions> options,
    TimeProvider clock, ILogger<ResolveOrphan> logger)
{
    private readonly SemaphoreSlim asking = new(options.Value.Concurrency);

    public async Task HandleAsync(Orphan orphan, CancellationToken cancellationToken)
    {
        var report = providers.Find(orphan.Intent.Endpoint)?.Report ?? NoProviderReport.Instance;
        for (var wait = options.Value.AskEvery; ; wait = Longer(wait))
        {
            var verdict = await AskAsync(report, orphan, cancellationToken);
            if (verdict is not Verdict.Wait)
            {
                await CarryOutAsync(verdict, orphan, cancellationToken);
                return;
            }

            await Task.Delay(wait, clock, cancellationToken);
        }
    }

    private async Task<Verdict> AskAsync(IProviderReport report, Orphan orphan, CancellationToken cancellationToken)
    {
        await asking.WaitAsync(cancellationToken);
        try
        {
            var answer = await report.FindAsync(orphan.Intent.AttemptId, cancellationToken);
            var verdict = Verdict.Of(answer, orphan, await store.NowAsync(cancellationToken), options.Value);
            return verdict is Verdict.Settle { Rank: UsageRank.Assumed } assumed && orphan.Intent.IsSliced
                ? await AsHeldAsync(assumed, orphan.Intent)
                : verdict;
        }
        finally
        {
            asking.Release();
        }
    }

    // The provider was cut off when its caller died, within what was held by then. Metering has the last word on how much that was,
    // because a slice is used only after Metering has it.
    private async Task<Verdict> AsHeldAsync(Verdict.Settle assumed, AttemptIntent intent) => await holds.AskAsync(intent.AttemptId) switch
    {
        HoldAnswer.Granted { HeldCost: { } cost } granted => assumed with
        {
            Held = intent.WorstCase with { OutputTokens = granted.HeldTokens - intent.WorstCase.InputTokens, CostNanos = cost.Nanos },
        },
        HoldAnswer.Unavailable => new Verdict.Wait(),
        _ => assumed,
    };

    private async Task CarryOutAsync(Verdict verdict, Orphan orphan, CancellationToken cancellationToken)
    {
        if (verdict is not Verdict.Settle decided)
        {
            await store.StopAskingAsync(orphan.Intent.AttemptId, cancellationToken);
            return;
        }

        if (decided.Rank is UsageRank.Assumed)
            RecoveryLog.Assumed(logger, orphan.Intent.AttemptId, orphan.Intent.Endpoint);
        var before = orphan.Settled;
        var result = new AttemptResult
        {
            Outcome = before?.Outcome ?? AttemptOutcome.Recovered,
            FailureReason = before?.FailureReason ?? decided.Reason,
            ResponseModel = decided.Model.Length > 0 ? decided.Model : before?.ResponseModel ?? "",
            Usage = decided.Held?.Usage ?? decided.Usage,
            Rank = decided.Rank,
            Held = decided.Held,
            EndTime = before?.EndTime ?? clock.GetUtcNow(),
        };
        await (before is null ? settle.HandleAsync(orphan.Intent, result) : settle.CorrectAsync(orphan.Intent, result));
        RecoveryLog.Resolved(logger, orphan.Intent.AttemptId, decided.Reason, decided.Rank);
    }

    private TimeSpan Longer(TimeSpan wait) => wait * 2 < options.Value.MaxAskEvery ? wait * 2 : options.Value.MaxAskEvery;
}
