using Tollgate.Contracts.Inference.V1;
using Tollgate.Contracts.Common.V1;
using Tollgate.Inference.Attempts;
using Tollgate.Inference.Providers;
using Tollgate.Inference.Resilience;
using Tollgate.Inference.Retries;

namespace Tollgate.Inference.Runs;

/// <summary>
/// Runs a prompt on a model: attempt after attempt until one succeeds, the answer has begun to reach the caller, or trying again is of no
/// use. Every attempt is settled before anybody is told how it ended, whatever has become of the caller.
/// </summary>
internal sealed class RunModel(
    PrepareRun prepare, OpenAttempt open, ChatCall call, ConcludeCall conclude, SettleAttempt settle, RetryPolicy retries, RetryBudget budget,
    Deployments deployments, ResilienceMetrics metrics, TimeProvider clock)
{
    /// <summary>Runs.</summary>
    /// <param name="request">What to run.</param>
    /// <param name="send">Sends an event to the caller.</param>
    /// <param name="left">Time the caller has.</param>
    /// <param name="cancellationToken">The caller went away.</param>
    public async Task HandleAsync(RunRequest request, Func<RunResponse, Task> send, TimeSpan left, CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        var run = prepare.Handle(request);
        var tried = new HashSet<string>(StringComparer.Ordinal);
        budget.Earn();
        metrics.RunBegun();
        for (var attempts = 1; ; attempts++)
        {
            var (endpoint, place) = deployments.Begin(run.Endpoints, request.Model, tried);
            using var called = place;
            run = run.At(endpoint);
            var attempt = await open.HandleAsync(run.Plan, Left(), cancellationToken);
            var (end, settlement) = await CallAsync(run, attempt, send, cancellationToken);
            if (end.Sent && end.Outcome is not AttemptOutcome.Cancelled)
                called.End(end.Failure?.Failure, end.Failure?.RetryAfter);
            cancellationToken.ThrowIfCancellationRequested();
            await send(new RunResponse { AttemptFinished = new AttemptFinished { Attempt = AttemptMapping.ToProto(settlement) } });

            if (end.Stopped is { } stopped)
                throw RunErrors.Stopped(stopped, settlement.Result.Usage.OutputTotal, clock.GetUtcNow());
            if (end.Failure is not { } failure)
            {
                await send(new RunResponse { Completed = Completed(end) });
                return;
            }

            tried.Add(endpoint.Name);
            var hasOther = deployments.HasOther(run.Endpoints, request.Model, tried);
            if (retries.NextDelay(failure.Failure, failure.RetryAfter, attempts, end.Delivered, Left(), hasOther) is not { } delay || !MayRetry(failure.Failure))
                throw RunErrors.From(failure);
            called.Dispose();
            await Task.Delay(delay, clock, cancellationToken);
        }

        TimeSpan Left() => left - clock.GetElapsedTime(began);
    }

    private bool MayRetry(ProviderFailure failure)
    {
        var allowed = budget.TryTake();
        metrics.Retried(failure, allowed);
        return allowed;
    }

    private async Task<(CallEnd End, Settlement Settlement)> CallAsync(
        PreparedRun run, OpenedAttempt attempt, Func<RunResponse, Task> send, CancellationToken cancellationToken)
    {
        var pump = new DeltaPump(send, clock);
        await TrySendAsync(send, new RunResponse { AttemptStarted = AttemptMapping.ToStarted(attempt) });
        var end = await call.RunAsync(run, attempt, pump.Write, cancellationToken);
        var sent = pump.CompleteAsync();
        var settlement = await settle.HandleAsync(attempt.Intent, await conclude.HandleAsync(attempt.Intent, run.Endpoint, end));
        await sent;
        return (end, settlement);
    }

    // From the hold on, the attempt must reach its settlement: a caller that is gone shows in the token, not as an exception here.
    private static async Task TrySendAsync(Func<RunResponse, Task> send, RunResponse response)
    {
        try
        {
            await send(response);
        }
        catch (Exception error) when (error is InvalidOperationException or IOException or OperationCanceledException)
        {
        }
    }

    private static RunCompleted Completed(CallEnd end)
    {
        var completed = new RunCompleted { FinishReason = end.FinishReason };
        if (end.MeanLogprob is { } mean)
            completed.MeanLogprob = mean;
        return completed;
    }
}
