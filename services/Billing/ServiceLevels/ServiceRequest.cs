using Tollgate.Billing.Subscriptions;
using Tollgate.Contracts.Intake.V1;

namespace Tollgate.Billing.ServiceLevels;

/// <summary>A request that has ended, as promises see it.</summary>
/// <param name="Completed">How it ended.</param>
/// <param name="Verdict">One of <see cref="ServiceVerdicts"/>.</param>
/// <param name="AnswerMs">Step of the time to the whole answer; null without one.</param>
/// <param name="FirstTokenMs">Step of the time to its first piece; null without one, or where nobody said.</param>
internal sealed record ServiceRequest(RequestCompleted Completed, string Verdict, int? AnswerMs, int? FirstTokenMs)
{
    private const int MaxText = 256;

    // What is further away is a broken clock. Metering keeps such requests for people to look at, and the audit names them.
    private static readonly TimeSpan MaxAge = TimeSpan.FromDays(35);
    private static readonly TimeSpan MaxAhead = TimeSpan.FromMinutes(5);

    /// <summary>The request; null when it cannot be believed.</summary>
    public static ServiceRequest? Of(RequestCompleted completed, DateTimeOffset now)
    {
        var believed = completed.EventId != Guid.Empty && TenantIds.IsValid(completed.TenantId) && IsText(completed.Reason)
            && completed.AcceptTime >= now - MaxAge && completed.AcceptTime <= now + MaxAhead;
        if (!believed || ServiceVerdicts.Of(completed) is not { } verdict)
            return null;
        if (verdict != ServiceVerdicts.Answered)
            return new(completed, verdict, null, null);
        return new(
            completed, verdict, LatencySteps.Of(completed.EndTime - completed.AcceptTime),
            completed.FirstTokenTime is { } first ? LatencySteps.Of(first - completed.AcceptTime) : null);
    }

    private static bool IsText(string? text) => text is { Length: <= MaxText } && !text.Any(char.IsControl);
}
