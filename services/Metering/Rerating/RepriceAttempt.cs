using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Mapping;
using Tollgate.Metering.Holds;
using Tollgate.Metering.Ledger;
using Tollgate.ServiceDefaults.Messaging;
using Tollgate.Tokens;
using UsageEntryKind = Tollgate.Contracts.Metering.V1.UsageEntryKind;

namespace Tollgate.Metering.Rerating;

/// <summary>
/// Decides what an attempt's usage costs at another price: an entry with the difference, or none. The usage and how well it is known stay
/// untouched, so a later correction finds them as they were. Plain decisions on locked rows.
/// </summary>
internal static class RepriceAttempt
{
    /// <summary>The usage's cost cannot be made from its price: nothing is known of it, or the price lacks a kind.</summary>
    public static bool CanBePriced(KnownUsage known, PriceEntry price, string currency) =>
        known.Rank > (short)UsageRank.Assumed
        && price.Currency == currency
        && Cost.TryOf(known.Total.ToCounts().ToUsage(), price, out _) is PricingError.None;

    /// <summary>Charges the attempt's own periods with the difference and returns its entry; null when there is none.</summary>
    public static LedgerEntry? Reprice(Books books, Hold hold, PriorUsage prior, PriceEntry price)
    {
        var known = prior.Of(hold.AttemptId);
        var cost = Cost.Of(known.Total.ToCounts().ToUsage(), price);
        var difference = checked(cost.Nanos - known.Total.CostNanos - known.RepricedNanos);
        if (difference == 0)
            return null;

        var amounts = UsageAmounts.From(new TokenCounts(), new OriginCounts(), difference);
        foreach (var period in hold.Periods)
            period.Correct(hold.AttemptId, amounts.Spend.In(period.Budget.Unit));
        hold.Revision++;
        hold.IsChanged = true;
        var entry = new LedgerEntry
        {
            AttemptId = hold.AttemptId,
            Revision = hold.Revision,
            Kind = UsageEntryKind.Rerate,
            Corrects = known.Revision,
            EventId = EventIds.From(hold.AttemptId, $"rerate/{hold.Revision}"),
            Identity = known.Identity,
            Outcome = known.Outcome,
            Rank = (UsageRank)hold.Rank,
            Amounts = amounts,
            Currency = cost.Currency,
            PriceVersion = price.Version,
            RecordTime = books.Now,
            Periods = hold.Periods,
        };
        prior.Add(entry);
        return entry;
    }
}
