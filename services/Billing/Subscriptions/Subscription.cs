using NodaTime;

namespace Tollgate.Billing.Subscriptions;

/// <summary>A tenant on a plan.</summary>
/// <param name="SubscriptionId">UUIDv7.</param>
/// <param name="TenantId">Its owner.</param>
/// <param name="PlanId">The plan of its latest terms.</param>
/// <param name="PlanVersion">The version of its latest terms.</param>
/// <param name="Seats">At least 1.</param>
/// <param name="StartTime">When it began, by the database's clock.</param>
public sealed record Subscription(Guid SubscriptionId, string TenantId, string PlanId, string PlanVersion, int Seats, Instant StartTime)
{
    // Periods are UTC months until tenants have a time zone.
    private static readonly DateTimeZone Zone = DateTimeZone.Utc;

    private readonly IReadOnlyList<SubscriptionTerms>? terms;

    /// <summary>Nothing is charged before it; null without a trial. The first month begins with it.</summary>
    public Instant? TrialEnd { get; init; }

    /// <summary>Nothing is charged from then on; null when nobody has cancelled.</summary>
    public Instant? EndTime { get; init; }

    /// <summary>What it was, is and will be, in order.</summary>
    public IReadOnlyList<SubscriptionTerms> Terms
    {
        get => terms ?? [new(StartTime, PlanId, PlanVersion, Seats, TermsReasons.Created)];
        init => terms = value;
    }

    /// <summary>The attempt is this subscription's: it began while it lasted.</summary>
    public bool Covers(Instant attemptTime) => StartTime <= attemptTime && (EndTime is null || attemptTime < EndTime);

    /// <summary>The attempt began in the trial.</summary>
    public bool IsTrial(Instant attemptTime) => TrialEnd is { } end && attemptTime < end;

    /// <summary>The period an instant falls into: the trial, or a month counted from its end.</summary>
    public BillingPeriod PeriodAt(Instant at) => TrialEnd is { } end && at < end
        ? new(StartTime, end)
        : BillingPeriod.At(TrialEnd ?? StartTime, at, Zone);

    /// <summary>The terms in force at an instant.</summary>
    public SubscriptionTerms TermsAt(Instant at) => Terms.LastOrDefault(terms => terms.Start <= at) ?? Terms[0];

    /// <summary>
    /// The segment an instant falls into. Usage that is recorded after the end of the subscription goes on by its last terms: it is the
    /// late usage of attempts that the subscription covers.
    /// </summary>
    public PlanSegment SegmentAt(Instant at) => SegmentsOf(PeriodAt(at)).Last(segment => segment.IsFirst || segment.Start <= at);

    /// <summary>The segments of a period, in order, without gap.</summary>
    public IReadOnlyList<PlanSegment> SegmentsOf(BillingPeriod period)
    {
        var first = TermsAt(period.Start) with { Start = period.Start };
        SubscriptionTerms[] inside = [first, .. Terms.Where(terms => terms.Start > period.Start && terms.Start < Ended(period))];
        var segments = new List<PlanSegment>();
        for (var from = 0; from < inside.Length;)
        {
            var to = from + 1;
            while (to < inside.Length && !inside[to].IsOtherPlan(inside[from]))
                to++;
            var next = to < inside.Length ? inside[to] : null;
            segments.Add(new(period, inside[from].Start, next?.Start ?? Ended(period), inside[from..to], next));
            from = to;
        }

        return segments;
    }

    private Instant Ended(BillingPeriod period) => EndTime is { } end ? Instant.Max(period.Start, Instant.Min(end, period.End)) : period.End;
}
