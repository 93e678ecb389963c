using NodaTime;
using Tollgate.Billing.Plans;
using Tollgate.Billing.Rating;
using Tollgate.Billing.Statements;
using Tollgate.Billing.Subscriptions;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Billing.Calculator;

/// <summary>A period that nobody is billed for: entries rated in memory, and the statement they make.</summary>
internal static class ImaginedPeriod
{
    public static Statement Rate(Plan plan, int seats, Instant start, IEnumerable<UsageEntry> entries, FxRates rates)
    {
        var subscription = new Subscription(Guid.Empty, "", plan.PlanId, plan.Version, seats, start);
        var period = subscription.PeriodAt(start);
        var book = new ChargeBook();
        var (sequence, cost) = (0L, 0m);
        foreach (var entry in entries)
        {
            if (Rater.Rate(entry, subscription, plan, ++sequence, book, rates) is null)
                throw TollgateException.InvalidArgument("QUANTITY_OUT_OF_RANGE", "The usage is larger than a period can be billed for.");
            cost += entry.CostNanos;
        }

        var charges = book.Changes.ToDictionary(change => change.Key.ChargeId, change => new ChargeTotal(change.Value.Quantity, change.Value.Amount));
        return Statement.Of(subscription, period, [new(subscription.SegmentAt(start), plan, charges, [])], sequence, cost);
    }
}
