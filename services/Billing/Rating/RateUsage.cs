using Npgsql;
using Tollgate.Billing.Credits;
using Tollgate.Billing.Ledger;
using Tollgate.Billing.Plans;
using Tollgate.Billing.Subscriptions;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Billing.Rating;

/// <summary>
/// Rates usage records, each exactly once, in one transaction: whoever holds a tenant's account sees everything that was rated before and
/// gives the next sequence numbers, so deliveries may come twice, in any order and to any replica.
/// </summary>
internal sealed class RateUsage(NpgsqlDataSource database, PlanArchive plans, FxRates rates, ILogger<RateUsage> logger)
{
    /// <summary>An entry with what it is rated under; the subscription and the plan are null when there is none.</summary>
    private sealed record Due(UsageEntry Entry, Subscription? Subscription, Plan? Plan);

    /// <summary>Rates what is not rated yet; returns that.</summary>
    public async Task<IReadOnlyList<RatedEntry>> ExecuteAsync(IReadOnlyList<UsageRecorded> records, CancellationToken cancellationToken)
    {
        var quarantined = new List<QuarantinedRecord>();
        var entries = Check(records, quarantined);

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var rated = new List<RatedEntry>(entries.Count);
        var book = new ChargeBook();
        if (entries.Count > 0)
        {
            var (accounts, known) = await RatingReads.LockAsync(transaction, [.. entries.Values], cancellationToken);
            var due = await DueAsync([.. entries.Values.Where(entry => !known.Contains(entry.Key))], accounts, cancellationToken);
            book = await RatingReads.BookAsync(transaction, Segments(due), Members(due), cancellationToken);
            Rate(due, accounts, book, rated, quarantined, records);
        }

        await RatingWrites.SaveAsync(transaction, rated, book, quarantined, cancellationToken);
        var uses = await SpendCredit.ExecuteAsync(transaction, rated, cancellationToken);
        await LedgerWriter.AppendAsync(transaction, UsageAccruals.Of(rated, uses), cancellationToken);
        await transaction.CommitAsync(cancellationToken);

        foreach (var (record, problem) in quarantined)
            RatingLog.Quarantined(logger, record.AttemptId, record.Revision, problem);
        return rated;
    }

    private void Rate(
        IReadOnlyList<Due> due, RatingReads.Accounts accounts, ChargeBook book, List<RatedEntry> rated, List<QuarantinedRecord> quarantined,
        IReadOnlyList<UsageRecorded> records)
    {
        var sequences = accounts.LastSequences();
        foreach (var (entry, subscription, plan) in due)
        {
            var id = subscription?.SubscriptionId ?? Guid.Empty;
            var convertible = plan is null || !Rater.NeedsRate(plan, entry) || rates.Find(entry.Currency, plan.Currency, entry.AttemptTime) is not null;
            var result = convertible ? Rater.Rate(entry, subscription, plan, sequences.GetValueOrDefault(id) + 1, book, rates) : null;
            if (result is null)
            {
                var record = records.First(record => record.AttemptId == entry.AttemptId && record.Revision == entry.Revision);
                quarantined.Add(new(record, convertible ? "QUANTITY_OUT_OF_RANGE" : "FX_RATE_MISSING"));
                continue;
            }

            if (result.Sequence is { } taken)
                sequences[id] = taken;
            rated.Add(result);
        }
    }

    private async Task<IReadOnlyList<Due>> DueAsync(UsageEntry[] entries, RatingReads.Accounts accounts, CancellationToken cancellationToken)
    {
        var due = new List<Due>(entries.Length);
        foreach (var entry in entries)
        {
            var subscription = accounts.Find(entry.TenantId, entry.AttemptTime);
            var terms = subscription?.TermsAt(entry.RecordTime);
            due.Add(new(entry, subscription, terms is null ? null : await plans.GetAsync(terms.PlanId, terms.PlanVersion, cancellationToken)));
        }

        return due;
    }

    // A record may come twice within one batch; the second is dropped here, before the database would refuse both.
    private static Dictionary<(Guid, int), UsageEntry> Check(IReadOnlyList<UsageRecorded> records, List<QuarantinedRecord> quarantined)
    {
        var entries = new Dictionary<(Guid, int), UsageEntry>(records.Count);
        foreach (var record in records)
        {
            var (entry, problem) = EntryCheck.Check(record);
            if (entry is null)
                quarantined.Add(new(record, problem));
            else
                entries.TryAdd(entry.Key, entry);
        }

        return entries;
    }

    private static HashSet<(Guid, NodaTime.Instant)> Segments(IReadOnlyList<Due> due) =>
        [.. due.Where(item => item.Subscription is not null).Select(item =>
            (item.Subscription!.SubscriptionId, item.Subscription.SegmentAt(item.Entry.RecordTime).Start))];

    private static HashSet<MemberKey> Members(IReadOnlyList<Due> due) => [.. due.Where(item => item.Subscription is not null)
        .SelectMany(item => Rater.Members(item.Entry, item.Subscription!, item.Plan!, item.Subscription!.SegmentAt(item.Entry.RecordTime)))];
}
