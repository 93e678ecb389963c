using Tollgate.Billing.Credits;
using Tollgate.Billing.Rating;

namespace Tollgate.Billing.Ledger;

/// <summary>
/// Rated usage as revenue: what a commit rated for one period of a subscription is one entry, which names the run of sequences it covers. A
/// rated entry has one sequence and is rated once, so no amount is accrued twice. What credit paid of it is no claim any more.
/// </summary>
internal static class UsageAccruals
{
    /// <summary>The entries for what was rated.</summary>
    public static IReadOnlyList<JournalEntry> Of(IReadOnlyList<RatedEntry> rated, IReadOnlyList<CreditUse> uses) =>
        [.. rated.Where(entry => entry is { Reason: RatingReasons.Rated, SubscriptionId: not null })
            .GroupBy(entry => (entry.SubscriptionId!.Value, entry.PeriodStart!.Value))
            .Select(group => Accrual([.. group.OrderBy(entry => entry.Sequence)], uses))];

    private static JournalEntry Accrual(RatedEntry[] run, IReadOnlyList<CreditUse> uses)
    {
        var (first, amount) = (run[0], run.Sum(entry => entry.Amount));
        var mine = uses.Where(use => (use.Rated.SubscriptionId, use.Rated.PeriodStart) == (first.SubscriptionId, first.PeriodStart)).ToArray();
        var purchased = mine.Where(use => use.Grant.IsPurchased).Sum(use => use.Amount);
        var promotional = mine.Where(use => !use.Grant.IsPurchased).Sum(use => use.Amount);
        return new JournalEntry
        {
            Key = $"usage/{first.SubscriptionId}/{LedgerWriter.Stamp(first.PeriodStart!.Value)}/{first.Sequence}",
            TenantId = first.Entry.TenantId,
            Source = JournalSources.Usage,
            SourceId = first.SubscriptionId.ToString()!,
            SubscriptionId = first.SubscriptionId,
            PeriodStart = first.PeriodStart,
            FirstSequence = first.Sequence,
            LastSequence = run[^1].Sequence,
            Currency = first.PlanCurrency!,
            Postings =
            [
                new(Account.Unbilled, amount - purchased - promotional),
                new(Account.PrepaidCredit, purchased),
                new(Account.PromotionalCredit, promotional),
                new(Account.Overage, -amount),
            ],
        };
    }
}
