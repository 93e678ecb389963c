using Tollgate.Contracts.Intake.V1;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Billing.ServiceLevels;

/// <summary>Whether a request was answered, not answered, or none of our doing.</summary>
internal static class ServiceVerdicts
{
    public const string Answered = "answered";
    public const string Failed = "failed";

    /// <summary>It says nothing of the service: the customer's own doing.</summary>
    public const string NotCounted = "not_counted";

    // The caller hung up, or its own time was over before ours.
    private const string Cancelled = "CANCELLED";

    // Refusals that are ours to answer for: the provider had no room for a request that was in order.
    private static readonly HashSet<string> OurRefusals = [Reasons.ProviderRateLimited];

    /// <summary>The verdict on a request; null when its outcome is none that we know.</summary>
    public static string? Of(RequestCompleted request) => request.Outcome switch
    {
        "answered" or "cached" => Answered,
        "failed" => request.Reason == Cancelled ? NotCounted : Failed,
        // Bad input, a budget or credit that is used up, a feature outside the plan, a rule of the customer's own.
        "refused" => OurRefusals.Contains(request.Reason) ? Failed : NotCounted,
        _ => null,
    };
}
