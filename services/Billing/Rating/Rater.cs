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
    /// <param name="subscription">The tenant's subscription at the time of the attempt; null when it had none.</param>
    /// <param name="plan">The plan version in force when the entry was recorded; null exactly when there is no subscription.</param>
    /// <param name="sequence">The place it gets among the subscription's entries.</param>
    /// <param name="book">Where charges stand.</param>
    /// <param name="rates">Exchange rates, for a plan in another currency than the cost.</param>
    public static RatedEntry? Rate(UsageEntry entry, Subscription? subscription, Plan? plan, long sequence, ChargeBook book, FxRates? rates = null)
    {
        if (subscription is null || plan is null || !subscription.Covers(entry.AttemptTime))
            return new RatedEntry { Entry = entry, Reason = RatingReasons.NoSubscription };

        var segment = subscription.SegmentAt(entry.RecordTime);
        var rated = new RatedEntry
        {
            Entry = entry,
            Reason = Reason(entry, subscription),
            SubscriptionId = subscription.SubscriptionId,
            PeriodStart = segment.Start,
            PlanCurrency = plan.Currency,
            FxRate = plan.Currency == entry.Currency ? null : rates?.Find(entry.Currency, plan.Currency, entry.AttemptTime),
            IsAdjustment = entry.AttemptTime < segment.Start,
            Sequence = sequence,
        };
        if (rated.Reason != RatingReasons.Rated)
            return rated;

        MemberKey[] joining = [.. Members(entry, subscription, plan, segment).Where(member => !book.Has(member))];
        var counted = Counted(rated, plan, joining);
        // All or nothing: look before any charge is moved.
        if (counted.Any(item => Int128.Abs((Int128)book[Key(rated, item.Charge)].Quantity + item.Quantity) > item.Charge.MaxQuantity))
            return null;

        var lines = new List<RatedLine>(counted.Count);
        foreach (var (charge, quantity) in counted)
            lines.Add(Move(rated, charge, quantity, ProrationShare.Remaining(charge.Included, plan.Proration, segment.Period, segment.Start), book));
        foreach (var member in joining)
            book.Join(member);
        return rated with { Lines = lines };
    }

    /// <summary>The plan has a charge that cannot be counted without an exchange rate.</summary>
    public static bool NeedsRate(Plan plan, UsageEntry entry) =>
        plan.Currency != entry.Currency && plan.ChargesOf(ChargeMeasure.ProviderCost).Any();

    /// <summary>Those an entry counts in a period, for charges by the head.</summary>
    public static IEnumerable<MemberKey> Members(UsageEntry entry, Subscription subscription, Plan plan, PlanSegment segment)
    {
        if (entry.UserId.Length > 0 && plan.ChargesOf(ChargeMeasure.ActiveUsers).Any())
            yield return new(subscription.SubscriptionId, segment.Period.Start, ChargeMeasure.ActiveUsers, entry.UserId);
        if (entry.AssistantId.Length > 0 && plan.ChargesOf(ChargeMeasure.ActiveAssistants).Any())
            yield return new(subscription.SubscriptionId, segment.Period.Start, ChargeMeasure.ActiveAssistants, entry.AssistantId);
    }

    private static string Reason(UsageEntry entry, Subscription subscription) => entry.CustomerPays
        ? subscription.IsTrial(entry.AttemptTime) ? RatingReasons.Trial : RatingReasons.Rated
        : RatingReasons.PlatformPaid;

    private static RatedLine Move(RatedEntry rated, PlanCharge charge, long quantity, long included, ChargeBook book)
    {
        var key = Key(rated, charge);
        var before = book[key];
        var after = before.Quantity + quantity;
        var amount = charge.AmountFor(after, included);
        var delta = amount - before.Amount;
        book.Set(key, rated.IsAdjustment
            ? new(after, amount, before.AdjustmentQuantity + quantity, before.AdjustmentAmount + delta)
            : before with { Quantity = after, Amount = amount });
        return new RatedLine(charge.ChargeId, quantity, delta, charge.Measure);
    }

    private static ChargeKey Key(RatedEntry rated, PlanCharge charge) => new(rated.SubscriptionId!.Value, rated.PeriodStart!.Value, charge.ChargeId);

    // Several kinds may count towards one charge: it gets one line, or the primary key would not hold.
    private static List<(PlanCharge Charge, long Quantity)> Counted(RatedEntry rated, Plan plan, IReadOnlyList<MemberKey> joining)
    {
        var entry = rated.Entry;
        var counted = new List<(PlanCharge Charge, long Quantity)>();
        foreach (var (kind, count) in entry.Usage.NonZero())
            Count(plan.ChargeFor(kind, entry.Model, entry.AssistantId), count);
        if (entry.CostNanos != 0)
        {
            var cost = rated.FxRate is { } rate ? rate.Convert(entry.CostNanos) : entry.CostNanos;
            foreach (var charge in plan.ChargesOf(ChargeMeasure.ProviderCost))
                Count(charge, cost);
        }

        foreach (var charge in joining.SelectMany(member => plan.ChargesOf(member.Measure)))
            Count(charge, 1);

        return counted;

        void Count(PlanCharge charge, long count)
        {
            var at = counted.FindIndex(known => ReferenceEquals(known.Charge, charge));
            if (at < 0)
                counted.Add((charge, count));
            else
                counted[at] = (charge, counted[at].Quantity + count);
        }
    }
}
