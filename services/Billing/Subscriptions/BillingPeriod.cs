using NodaTime;

namespace Tollgate.Billing.Subscriptions;

/// <summary>A billing period: a month, counted from the day the subscription began.</summary>
/// <param name="Start">Inclusive.</param>
/// <param name="End">Exclusive.</param>
public readonly record struct BillingPeriod(Instant Start, Instant End)
{
    /// <summary>
    /// The period of a subscription that an instant falls into. Every boundary is counted from the anchor, never from the period before:
    /// a subscription begun on the 31st renews on the last day of short months and on the 31st again after them.
    /// </summary>
    /// <param name="anchor">When the subscription began.</param>
    /// <param name="at">The instant; one before the anchor belongs to the first period.</param>
    /// <param name="zone">Zone in which days are counted.</param>
    public static BillingPeriod At(Instant anchor, Instant at, DateTimeZone zone)
    {
        var first = anchor.InZone(zone).LocalDateTime;
        var months = at <= anchor ? 0 : Math.Max(0, Period.Between(first, at.InZone(zone).LocalDateTime, PeriodUnits.Months).Months);
        // Counting whole months and adding them back differ around month ends and clock changes; settle it on instants.
        while (months > 0 && Boundary(first, months, anchor, zone) > at)
            months--;
        while (Boundary(first, months + 1, anchor, zone) <= at)
            months++;
        return new(Boundary(first, months, anchor, zone), Boundary(first, months + 1, anchor, zone));
    }

    private static Instant Boundary(LocalDateTime first, int months, Instant anchor, DateTimeZone zone) =>
        months == 0 ? anchor : zone.AtLeniently(first.PlusMonths(months)).ToInstant();
}
