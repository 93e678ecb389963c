using Microsoft.Extensions.Options;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Contracts.Mapping;
using Tollgate.Intake.Completed;
using Tollgate.Intake.Idempotency;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Intake.Completions;

/// <summary>Takes a request from acceptance to its receipt or its typed error, and sees to it that the end is recorded.</summary>
internal sealed class CompleteHandler(
    RequestAcceptance acceptance, IdempotencyKeys idempotency, AnswerRun answers, CompletionRecorder recorder,
    IOptions<CompletionOptions> options, TimeProvider clock)
{
    public async Task<CompleteResponse> HandleAsync(CompletionCall call, CancellationToken cancellationToken)
    {
        var accepted = await acceptance.AcceptAsync(call.Key, call.Request, call.FieldPrefix, cancellationToken);
        using var time = new RequestTime(accepted, call.Deadline, options.Value, clock, cancellationToken);
        try
        {
            return accepted.Request.IdempotencyKey.Length == 0
                ? await RunAsync(accepted, Operation.New(clock), null, time.Bounds, call)
                : await RunOnceAsync(accepted, time.Bounds, call);
        }
        catch (OperationCanceledException) when (time.IsOver)
        {
            throw TollgateException.DeadlineExceeded(Reasons.DeadlineExceeded, "The request took too long.");
        }
    }

    private async Task<CompleteResponse> RunOnceAsync(AcceptedRequest accepted, CallBounds bounds, CompletionCall call)
    {
        var start = await idempotency.BeginAsync(accepted, accepted.Request.IdempotencyKey, RequestHash.Of(accepted), bounds.Cancellation);
        if (start.Claim is { } claim)
            return await RunAsync(accepted, claim.Operation, claim, bounds, call);
        var replay = StoredCompletion.Replay(start.Stored!);
        await Delivery.GiveAgainAsync(call.Sink, replay, bounds.Cancellation);
        return replay;
    }

    private async Task<CompleteResponse> RunAsync(
        AcceptedRequest accepted, Operation operation, Claim? claim, CallBounds bounds, CompletionCall call)
    {
        var progress = new RunProgress();
        CompleteResponse answer;
        recorder.Begin();
        try
        {
            call.Begun?.Invoke(operation);
            answer = await answers.AnswerAsync(accepted, operation, progress, bounds, call.Sink);
        }
        catch (Exception error)
        {
            var failed = claim is null ? null : idempotency.Failed(claim, error, progress);
            await recorder.RecordAsync(EndedRequests.Failure(accepted, operation, progress, error, failed, clock.GetUtcNow()));
            if (error is TollgateException stop && progress.StoppedReceipt is { } receipt && call.Sink is { } sink)
                await sink.StopAsync(new Stopped { Reason = stop.Reason, OutputTokens = OutputOf(receipt), Receipt = receipt }, bounds.Cancellation);
            throw;
        }

        var kept = claim is null ? null : idempotency.Answered(claim, StoredCompletion.OfAnswer(answer, accepted.Tenant.AnswerRetentionDays > 0), progress);
        await recorder.RecordAsync(EndedRequests.Success(accepted, operation, progress, answer.Model, answer.Receipt, kept, clock.GetUtcNow()));
        return answer;
    }

    private static long OutputOf(Receipt receipt) => receipt.Attempts[^1].Usage.ToUsage().OutputTotal;
}
