using System.Diagnostics;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Options;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Inference.Credits;
using Tollgate.Inference.Holds;
using Tollgate.Inference.Recovery;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Inference.Attempts;

/// <summary>
/// The way in to every provider call: the intent becomes durable while the worst case is being held, from budgets and, for tenants that
/// prepay, from their credit; and only when all have succeeded is there an attempt. Otherwise whichever succeeded is undone.
/// </summary>
internal sealed class OpenAttempt(
    AttemptWriter writer, IHolds holds, CreditHolds credits, Ownership ownership, RunningAttempts running, IOptions<AttemptsOptions> options,
    IOptions<SlicesOptions> slices, TimeProvider clock, ILogger<OpenAttempt> logger)
{
    /// <summary>Opens an attempt.</summary>
    /// <param name="plan">What is to be called.</param>
    /// <param name="endWithin">Time the caller has left.</param>
    /// <param name="cancellationToken">The caller's; an attempt that is half open is closed again.</param>
    /// <exception cref="TollgateException">BUDGET_EXCEEDED, CREDIT_EXHAUSTED, METERING_UNAVAILABLE, BILLING_UNAVAILABLE or DATABASE_UNAVAILABLE; the provider was not called.</exception>
    public async Task<OpenedAttempt> HandleAsync(AttemptPlan plan, TimeSpan endWithin, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (endWithin <= TimeSpan.Zero)
            throw TollgateException.DeadlineExceeded(Reasons.DeadlineExceeded, "The deadline passed.");
        var openedAt = clock.GetTimestamp();
        var intent = ToIntent(plan, endWithin);
        running.Add(intent.AttemptId);

        var sliced = plan.Growing is null ? null : new SlicedHold(intent.AttemptId, plan.Growing, holds, slices.Value, clock);
        var hold = holds.HoldAsync(ToHold(intent, sliced?.Held ?? intent.WorstCase));
        var creditHold = credits.HoldAsync(intent);
        var commitError = await TryCommitAsync(intent);
        var (answer, credit) = (await hold, await creditHold);

        var opened = new OpenedAttempt(intent, (answer as HoldAnswer.Granted)?.Tightest, credit, sliced, clock, openedAt);
        if (answer is HoldAnswer.Granted && credit.MayCall && commitError is null && opened.MayStart && !cancellationToken.IsCancellationRequested)
            return opened;

        var undone = UndoAsync(intent, answer, credit, commitError);
        cancellationToken.ThrowIfCancellationRequested();
        // A refusal is a normal outcome and cheap to close, so its row is at rest before the caller hears of it.
        if (answer is HoldAnswer.NoRoom || credit is CreditAnswer.Refused)
            await undone;
        throw answer switch
        {
            HoldAnswer.NoRoom refused => BudgetErrors.Exceeded(refused.Details, clock.GetUtcNow()),
            _ when credit is CreditAnswer.Refused refused => refused.Error,
            HoldAnswer.Unavailable or HoldAnswer.Rejected => TollgateException.Unavailable(Reasons.MeteringUnavailable, "Budgets cannot be checked now. Try again."),
            _ when credit is CreditAnswer.Unavailable =>
                TollgateException.Unavailable(Reasons.BillingUnavailable, "Prepaid credit cannot be checked now. Try again."),
            _ when commitError is not null =>
                TollgateException.Unavailable(Reasons.DatabaseUnavailable, "The attempt could not be recorded. Try again.", inner: commitError),
            _ => TollgateException.Unavailable(Reasons.ServiceUnavailable, "The attempt could not begin in time. Try again."),
        };
    }

    /// <summary>Closes an attempt that was opened and whose provider call was never begun.</summary>
    public Task CancelAsync(OpenedAttempt attempt) => UndoAsync(attempt.Intent, new HoldAnswer.Granted(attempt.Tightest), attempt.Credit, null);

    private async Task<Exception?> TryCommitAsync(AttemptIntent intent)
    {
        try
        {
            await writer.AddIntentAsync(intent);
            return null;
        }
        catch (Exception error)
        {
            AttemptsLog.IntentFailed(logger, intent.AttemptId, error);
            return error;
        }
    }

    private async Task UndoAsync(AttemptIntent intent, HoldAnswer answer, CreditAnswer credit, Exception? commitError)
    {
        try
        {
            // The row is closed only after the holds are known to be gone. Should we die in between, recovery finds the row open and
            // settles it at zero, which frees the holds as well.
            var freed = answer is HoldAnswer.NoRoom || await holds.ReleaseAsync(intent.AttemptId);
            if (credit.MustRelease)
                freed &= await credits.ReleaseAsync(intent);
            if (freed && commitError is null)
                await writer.CloseAsync(intent, ClosedBecause(answer, credit));
        }
        catch (Exception error)
        {
            AttemptsLog.NotClosed(logger, intent.AttemptId, error);
        }
        finally
        {
            running.Remove(intent.AttemptId);
        }
    }

    private static string ClosedBecause(HoldAnswer answer, CreditAnswer credit) => answer switch
    {
        HoldAnswer.NoRoom => Reasons.BudgetExceeded,
        _ when credit is CreditAnswer.Refused => Reasons.CreditExhausted,
        _ => "NOT_CALLED",
    };

    private AttemptIntent ToIntent(AttemptPlan plan, TimeSpan endWithin)
    {
        var now = clock.GetUtcNow();
        return new AttemptIntent
        {
            AttemptId = Guid.CreateVersion7(now),
            OperationId = plan.OperationId,
            Caller = plan.Caller,
            Operation = plan.Operation,
            Provider = plan.Provider,
            Model = plan.Model,
            Endpoint = plan.Endpoint,
            Payer = plan.Payer is Payer.Unspecified ? Payer.Customer : plan.Payer,
            Origins = plan.Origins,
            WorstCase = plan.WorstCase,
            IsSliced = plan.Growing is not null,
            Estimate = plan.Estimate,
            Owner = ownership.Current,
            StartTime = Microseconds(now),
            StartWithin = options.Value.StartWithin < endWithin ? options.Value.StartWithin : endWithin,
            EndWithin = options.Value.EndWithin < endWithin ? options.Value.EndWithin : endWithin,
            TraceParent = Activity.Current is { Recorded: true } activity ? activity.Id : null,
        };
    }

    // The database keeps microseconds; everyone who is told this time must be told the same.
    private static DateTimeOffset Microseconds(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond));

    private static Hold ToHold(AttemptIntent intent, WorstCase held) => new()
    {
        AttemptId = intent.AttemptId.ToString(),
        OperationId = intent.OperationId.ToString(),
        Caller = intent.Caller,
        Provider = intent.Provider,
        Model = intent.Model,
        Cost = new Money { Currency = held.Currency, Nanos = held.CostNanos },
        Tokens = held.Tokens,
        Deadline = Timestamp.FromDateTimeOffset(intent.StartTime + intent.EndWithin),
    };
}
