using Tollgate.Contracts.Intake.V1;

namespace Tollgate.Billing.Tests.ServiceLevels;

/// <summary>Makes requests that have ended.</summary>
internal static class Requests
{
    public static RequestCompleted Of(
        string tenant, DateTimeOffset time, string outcome = "answered", string reason = "", int answerMs = 800, int firstTokenMs = 200) => new()
    {
        EventId = Guid.NewGuid(),
        OperationId = Guid.NewGuid(),
        TenantId = tenant,
        Outcome = outcome,
        Reason = reason,
        AcceptTime = time,
        EndTime = time.AddMilliseconds(answerMs),
        FirstTokenTime = outcome is "answered" or "cached" ? time.AddMilliseconds(firstTokenMs) : null,
    };

    /// <summary>So many of a kind, a second apart.</summary>
    public static IEnumerable<RequestCompleted> Many(string tenant, DateTimeOffset time, int count, string outcome = "answered", string reason = "", int answerMs = 800) =>
        Enumerable.Range(0, count).Select(i => Of(tenant, time.AddSeconds(i), outcome, reason, answerMs));
}
