using Tollgate.Billing.Rating;

namespace Tollgate.Billing.Ledger;

/// <summary>
/// Rated usage as revenue: what a commit rated for one period of a subscription is one entry, which names the run of sequences it covers. A
/// rated entry has one sequence and is rated once, so no amount is accrued twice.
/// </summary>
internal static class UsageAccruals
{
    /// <summary>The entries for what was rated.</summary>
    public static IReadOnlyList<JournalEntry> Of(IReadOnlyList<RatedEntry> rated) =>
        [.. rated.Where(entry => entry is { Reason: RatingReasons.Rated, SubscriptionId: not null })
            .GroupBy(entry => (entry.SubscriptionId!.Value, entry.PeriodStart!.Value))
            .Select(group => Accrual([.. group.OrderBy(entry => entry.Sequence)]))];

    private static JournalEntry Accrual(RatedEntry[] run)
    {
        var (first, amount) = (run[0], run.Sum(entry => entry.Amount));
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
            Postings = [new(Account.Unbilled, amount), new(Account.Overage, -amount)],
        };
    }
}
