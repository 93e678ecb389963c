using Npgsql;
using Tollgate.Billing.Credits;
using Tollgate.Billing.Ledger;
using Tollgate.Billing.Plans;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Billing.Rating;

/// <summary>
/// Rates usage records, each exactly once, in one transaction: whoever holds a tenant's account sees everything that was rated before and
/// gives the next sequence numbers, so deliveries may come twice, in any order and to any replica.
/// </summary>
internal sealed class RateUsage(NpgsqlDataSource database, PlanArchive plans, ILogger<RateUsage> logger)
{
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
            UsageEntry[] due = [.. entries.Values.Where(entry => !known.Contains(entry.Key))];
            book = await RatingReads.BookAsync(transaction, Periods(due, accounts), cancellationToken);
            await RateAsync(due, accounts, book, rated, quarantined, records, cancellationToken);
        }

        await RatingWrites.SaveAsync(transaction, rated, book, quarantined, cancellationToken);
        var uses = await SpendCredit.ExecuteAsync(transaction, rated, cancellationToken);
        await LedgerWriter.AppendAsync(transaction, UsageAccruals.Of(rated, uses), cancellationToken);
        await transaction.CommitAsync(cancellationToken);

        foreach (var (record, problem) in quarantined)
            RatingLog.Quarantined(logger, record.AttemptId, record.Revision, problem);
        return rated;
    }

    private async Task RateAsync(
        UsageEntry[] due, Dictionary<string, RatingReads.Account> accounts, ChargeBook book, List<RatedEntry> rated,
        List<QuarantinedRecord> quarantined, IReadOnlyList<UsageRecorded> records, CancellationToken cancellationToken)
    {
        var sequences = accounts.ToDictionary(account => account.Key, account => account.Value.LastSequence);
        foreach (var entry in due)
        {
            var subscription = accounts.GetValueOrDefault(entry.TenantId)?.Subscription;
            var plan = subscription is null ? null : await plans.GetAsync(subscription.PlanId, subscription.PlanVersion, cancellationToken);
            var result = Rater.Rate(entry, subscription, plan, sequences.GetValueOrDefault(entry.TenantId) + 1, book);
            if (result is null)
            {
                var record = records.First(record => record.AttemptId == entry.AttemptId && record.Revision == entry.Revision);
                quarantined.Add(new(record, "QUANTITY_OUT_OF_RANGE"));
                continue;
            }

            if (result.Sequence is { } taken)
                sequences[entry.TenantId] = taken;
            rated.Add(result);
        }
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

    private static HashSet<(Guid, NodaTime.Instant)> Periods(UsageEntry[] entries, Dictionary<string, RatingReads.Account> accounts) =>
        [.. entries.Where(entry => accounts.ContainsKey(entry.TenantId)).Select(entry =>
        {
            var subscription = accounts[entry.TenantId].Subscription;
            return (subscription.SubscriptionId, subscription.PeriodAt(entry.RecordTime).Start);
        })];
}
