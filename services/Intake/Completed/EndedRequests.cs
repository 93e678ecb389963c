using System.Diagnostics;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Contracts.Mapping;
using Tollgate.Intake.Completions;
using Tollgate.Intake.Idempotency;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Messaging;

namespace Tollgate.Intake.Completed;

/// <summary>Says how a request ended, in the words of the event.</summary>
internal static class EndedRequests
{
    public const string Answered = "answered";
    public const string Cached = "cached";
    public const string Refused = "refused";
    public const string Failed = "failed";

    public static EndedRequest Success(
        AcceptedCall accepted, Operation operation, RunProgress run, string model, Receipt receipt, ClaimResult? claim, DateTimeOffset now)
    {
        var ended = Begin(accepted, operation, run, receipt.Cache == CacheState.Hit ? Cached : Answered, "", now) with
        {
            Model = model,
            // What is given again is there at once, and whole.
            FirstTokenTime = receipt.Cache == CacheState.Hit ? now : run.FirstTokenTime,
            Escalated = receipt.Escalated,
            Downgraded = receipt.Downgraded,
            BaselineCostNanos = receipt.BaselineCost?.Nanos ?? 0,
        };
        return new EndedRequest(ended, claim, Activity.Current?.Context ?? default);
    }

    public static EndedRequest Failure(
        AcceptedCall accepted, Operation operation, RunProgress run, Exception error, ClaimResult? claim, DateTimeOffset now)
    {
        var (outcome, reason) = Describe(error);
        return new EndedRequest(Begin(accepted, operation, run, outcome, reason, now), claim, Activity.Current?.Context ?? default);
    }

    /// <summary>Refused: somebody decided against it. Failed: something broke, or the caller went away.</summary>
    internal static (string Outcome, string Reason) Describe(Exception error) => error switch
    {
        TollgateException { Kind: ErrorKind.Unavailable or ErrorKind.Internal or ErrorKind.DeadlineExceeded or ErrorKind.Aborted or ErrorKind.Cancelled } known
            => (Failed, known.Reason),
        TollgateException known => (Refused, known.Reason),
        OperationCanceledException => (Failed, CompletionReasons.Cancelled),
        _ => (Failed, Reasons.Internal),
    };

    private static RequestCompleted Begin(
        AcceptedCall accepted, Operation operation, RunProgress run, string outcome, string reason, DateTimeOffset now) => new()
    {
        EventId = EventIds.From(operation.Id, $"request-completed-{operation.Try}"),
        OperationId = operation.Id,
        TenantId = accepted.Caller.TenantId,
        AssistantId = accepted.Caller.AssistantId,
        UserId = accepted.Caller.UserId,
        Outcome = outcome,
        Reason = reason,
        Attempts = run.AttemptCount,
        Usage = run.Usage.ToCounts(),
        CostNanos = run.CostNanos,
        AcceptTime = accepted.AcceptTime,
        EndTime = now,
    };
}
