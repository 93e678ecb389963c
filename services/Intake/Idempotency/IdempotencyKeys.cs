using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Tollgate.Contracts.Common.V1;
using Tollgate.Intake.Completions;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Intake.Idempotency;

/// <summary>Begins and ends requests that carry an idempotency key.</summary>
internal sealed class IdempotencyKeys(
    ClaimStore store, AnswerProtector protector, IOptions<IdempotencyOptions> options, TimeProvider clock, IntakeMetrics metrics,
    ILogger<IdempotencyKeys> logger)
{
    private static readonly TimeSpan FirstPoll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan MaxPoll = TimeSpan.FromMilliseconds(400);

    /// <summary>Claims the key, or waits for who has it, or gives what is remembered.</summary>
    /// <param name="accepted">Whose key it is.</param>
    /// <param name="key">The key.</param>
    /// <param name="hash">Tells whether it is the same request.</param>
    /// <param name="cancellationToken">Ends the wait for who has it.</param>
    public async Task<IdempotencyStart> BeginAsync(AcceptedCall accepted, string key, byte[] hash, CancellationToken cancellationToken)
    {
        var tenant = accepted.Caller.TenantId;
        var fresh = Operation.New(clock);
        var giveUp = clock.GetUtcNow() + options.Value.MaxWait;

        for (var poll = FirstPoll; ; poll = TimeSpan.FromTicks(Math.Min(poll.Ticks * 2, MaxPoll.Ticks)))
        {
            var row = await store.BeginAsync(tenant, key, hash, fresh.Id, cancellationToken);
            if (row is not null && row.OperationId == fresh.Id)
                return new IdempotencyStart(new Claim(tenant, key, fresh), null);
            if (row is not null && await TakeAsync(row, tenant, key, hash, fresh, cancellationToken) is { } start)
                return start;

            if (clock.GetUtcNow() >= giveUp)
            {
                throw TollgateException.Unavailable(
                    IdempotencyReasons.InFlight, "A request with this idempotency key is still being answered. Try again.", TimeSpan.FromSeconds(2));
            }

            await Task.Delay(poll, clock, cancellationToken);
        }
    }

    /// <summary>What the key remembers of an answer.</summary>
    public ClaimResult Answered(Claim claim, byte[] stored, RunProgress run) =>
        new(claim, ClaimState.Done, run.MayBeCharged, protector.Protect(stored, claim));

    /// <summary>What the key remembers of a failure: an error that another try would not change is the answer.</summary>
    public ClaimResult Failed(Claim claim, Exception error, RunProgress run)
    {
        var charged = run.MayBeCharged || MayHideAttempt(error, run);
        return IsFinal(error) || IsStoppedByBudget(error, run)
            ? new ClaimResult(claim, ClaimState.Done, charged, protector.Protect(StoredCompletion.OfError((TollgateException)error), claim))
            : new ClaimResult(claim, ClaimState.Failed, charged, null);
    }

    internal static bool IsFinal(Exception error) => error is TollgateException
    {
        IsRetryable: false,
        Kind: ErrorKind.InvalidArgument or ErrorKind.NotFound or ErrorKind.AlreadyExists or ErrorKind.FailedPrecondition or ErrorKind.PermissionDenied,
    };

    // Part of the answer was delivered and paid for. Another try would pay for that part again, so the stop is the answer.
    private static bool IsStoppedByBudget(Exception error, RunProgress run) =>
        run.IsStopped && error is TollgateException { Reason: Reasons.BudgetExceeded };

    private async Task<IdempotencyStart?> TakeAsync(
        ClaimRow row, string tenant, string key, byte[] hash, Operation fresh, CancellationToken cancellationToken)
    {
        var decision = ClaimDecision.Decide(row, hash);
        switch (decision.Action)
        {
            case ClaimAction.Replay:
                return new IdempotencyStart(null, Open(row, tenant, key));
            case ClaimAction.Refuse:
                throw TollgateException.AlreadyExists(
                    IdempotencyReasons.Reused, "This idempotency key was used for another request. Use a new key for a new request.");
            case ClaimAction.RunAgain or ClaimAction.RunAnew:
                var again = decision.Action == ClaimAction.RunAgain;
                var operation = again ? new Operation(row.OperationId, row.Tries + 1, decision.Payer) : fresh with { Try = row.Tries + 1 };
                var claim = new Claim(tenant, key, operation);
                if (!await store.TakeOverAsync(claim, row, hash, again && decision.Payer == Payer.Platform, cancellationToken))
                    return null;
                IdempotencyLog.RunAgain(logger, operation.Id, operation.Try, operation.Payer.ToString());
                return new IdempotencyStart(claim, null);
            default:
                return null;
        }
    }

    private byte[] Open(ClaimRow row, string tenant, string key)
    {
        try
        {
            var claim = new Claim(tenant, key, new Operation(row.OperationId, row.Tries, Payer.Unspecified));
            var stored = protector.Unprotect(row.Completion!, claim);
            metrics.Replayed();
            return stored;
        }
        catch (CryptographicException)
        {
            IdempotencyLog.Unreadable(logger, row.OperationId);
            throw TollgateException.Internal("The answer given under this idempotency key cannot be read any more.");
        }
    }

    // What Routing says comes after everything it did. A broken transport, a passed deadline or a caller who left may hide an attempt
    // that we never heard of.
    private static bool MayHideAttempt(Exception error, RunProgress run) =>
        run is { Dispatched: true, Completed: null }
        && error is not TollgateException { Kind: not ErrorKind.DeadlineExceeded, Reason: not Reasons.ServiceUnavailable };
}
