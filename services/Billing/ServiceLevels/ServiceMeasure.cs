using Tollgate.Billing.Plans;

namespace Tollgate.Billing.ServiceLevels;

/// <summary>What a tenant's requests of a stretch of time came to, against what its plan promises.</summary>
/// <param name="Answered">Requests that were answered, by a model or from a cache.</param>
/// <param name="Failed">Requests that were not, by our doing.</param>
/// <param name="NotCounted">Requests that say nothing of the service.</param>
/// <param name="SlowAnswers">Of the answers, those later than promised.</param>
/// <param name="FirstTokens">Answers of which it is known when their first piece was there.</param>
/// <param name="SlowFirstTokens">Of them, those whose first piece was later than promised.</param>
internal sealed record ServiceMeasure(long Answered, long Failed, long NotCounted, long SlowAnswers, long FirstTokens, long SlowFirstTokens)
{
    /// <summary>Those that count for availability.</summary>
    public long Counted => Answered + Failed;

    /// <summary>Share of the counted requests that were answered, in percent; all of them where there was none.</summary>
    public decimal AvailabilityPercent => Counted == 0 ? 100m : 100m * Answered / Counted;

    /// <summary>The plan's promises that were not kept.</summary>
    public IEnumerable<MissedPromise> Missed(ServiceLevel level)
    {
        if (Counted >= level.MinimumRequests && 100m * Answered < level.AvailabilityPercent * Counted)
            yield return MissedPromise.Availability;
        if (Answered >= level.MinimumRequests && level.LatencyP95 is not null && IsMissed(SlowAnswers, Answered))
            yield return MissedPromise.Latency;
        if (FirstTokens >= level.MinimumRequests && level.FirstTokenP95 is not null && IsMissed(SlowFirstTokens, FirstTokens))
            yield return MissedPromise.FirstToken;
    }

    // Nineteen of twenty: at most one in twenty is late.
    private static bool IsMissed(long late, long all) => late * 20 > all;
}

/// <summary>A promise that was not kept.</summary>
internal enum MissedPromise
{
    /// <summary>Too few requests were answered.</summary>
    Availability,

    /// <summary>Too many answers were late.</summary>
    Latency,

    /// <summary>Too many answers began late.</summary>
    FirstToken,
}
