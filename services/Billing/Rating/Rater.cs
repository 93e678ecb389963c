using Tollgate.Billing.Plans;
using Tollgate.Billing.Subscriptions;

namespace Tollgate.Billing.Rating;

/// <summary>
/// What an entry costs: a pure function of where its charges stand. Each charge goes from f(before) to f(after), and the entry is charged
/// the difference; so the entries of a period, in any order and however split, add up to f(total).
/// </summary>
public static class Rater
{
    /// <summary>Rates an entry and moves its charges on. Null when a charge would leave the range in which amounts are exact.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="subscription">The tenant's subscription; null when it has none.</param>
    /// <param name="plan">The subscription's plan version; null exactly when there is no subscription.</param>
    /// <param name="sequence">The place it gets among the subscription's entries.</param>
    /// <param name="book">Where charges stand.</param>
    public static RatedEntry? Rate(UsageEntry entry, Subscription? subscription, Plan? plan, long sequence, ChargeBook book)
    {
        if (subscription is null || plan is null || entry.AttemptTime < subscription.StartTime)
            return new RatedEntry { Entry = entry, Reason = RatingReasons.NoSubscription };

        var period = subscription.PeriodAt(entry.RecordTime).Start;
        var rated = new RatedEntry
        {
            Entry = entry,
            Reason = entry.CustomerPays ? RatingReasons.Rated : RatingReasons.PlatformPaid,
            SubscriptionId = subscription.SubscriptionId,
            PeriodStart = period,
            PlanCurrency = plan.Currency,
            Sequence = sequence,
        };
        if (!entry.CustomerPays)
            return rated;

        var quantities = Quantities(entry, plan);
        // All or nothing: look before any charge is moved.
        foreach (var (charge, quantity) in quantities)
        {
            var before = book[new(subscription.SubscriptionId, period, charge.ChargeId)].Quantity;
            if (Math.Abs(before + quantity) > GraduatedPrice.MaxQuantity)
                return null;
        }

        var lines = new List<RatedLine>(quantities.Count);
        foreach (var (charge, quantity) in quantities)
        {
            var key = new ChargeKey(subscription.SubscriptionId, period, charge.ChargeId);
            var before = book[key];
            var after = before.Quantity + quantity;
            var delta = charge.Price.AmountFor(after) - charge.Price.AmountFor(before.Quantity);
            lines.Add(new RatedLine(charge.ChargeId, quantity, delta));
            book.Set(key, new ChargeState(after, before.Amount + delta));
        }

        return rated with { Lines = lines };
    }

    // Several kinds may count towards one charge: it gets one line, or the primary key would not hold.
    private static List<(PlanCharge Charge, long Quantity)> Quantities(UsageEntry entry, Plan plan)
    {
        var quantities = new List<(PlanCharge Charge, long Quantity)>();
        foreach (var (kind, count) in entry.Usage.NonZero())
        {
            var charge = plan.ChargeFor(kind, entry.Model);
            var at = quantities.FindIndex(known => ReferenceEquals(known.Charge, charge));
            if (at < 0)
                quantities.Add((charge, count));
            else
                quantities[at] = (charge, quantities[at].Quantity + count);
        }

        return quantities;
    }
}
