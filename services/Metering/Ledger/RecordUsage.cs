using Microsoft.Extensions.Options;
using Npgsql;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Metering.Budgets;
using Tollgate.Metering.Holds;
using Tollgate.Metering.Persistence;
using Tollgate.Metering.Prices;
using Tollgate.ServiceDefaults.Messaging;

namespace Tollgate.Metering.Ledger;

/// <summary>
/// Records usage facts: dedupe, entries, holds settled, budgets, rollups and the news for Billing, all in one transaction. A fact that
/// cannot be believed or stored is set aside and its hold kept; the others are recorded.
/// </summary>
internal sealed class RecordUsage(
    NpgsqlDataSource database, BooksWriter writer, PriceBooks prices, Outbox outbox, TimeProvider clock, IOptions<LedgerOptions> options,
    ILogger<RecordUsage> logger)
{
    public async Task<RecordedUsage> HandleAsync(IReadOnlyList<TokensMetered> facts, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var believed = new List<TokensMetered>(facts.Count);
        var quarantined = new List<QuarantinedFact>();
        foreach (var fact in facts)
        {
            if (UsageRules.Check(fact, now, options.Value) is { } reason)
                quarantined.Add(Quarantine.Of(fact, reason));
            else
                believed.Add(fact);
        }

        var recorded = await RecordOrSplitAsync(believed, quarantined, cancellationToken);
        foreach (var fact in recorded.Quarantined)
            LedgerLog.Quarantined(logger, fact.EventId, fact.AttemptId, fact.Reason);
        LedgerMetrics.Recorded(facts, recorded);
        outbox.Wake();
        return recorded;
    }

    // The rules catch what they know. Should one fact still break the write, halving finds it without failing the others.
    private async Task<RecordedUsage> RecordOrSplitAsync(
        List<TokensMetered> facts, List<QuarantinedFact> quarantined, CancellationToken cancellationToken)
    {
        if (facts.Count + quarantined.Count == 0)
            return new RecordedUsage([], []);
        try
        {
            return await Transactions.RunAsync(
                database, transaction => RecordAsync(transaction, facts, quarantined, cancellationToken), cancellationToken);
        }
        catch (Exception error) when (IsAboutData(error) && facts.Count > 0)
        {
            LedgerLog.Splitting(logger, facts.Count, error);
            if (facts.Count == 1)
                return await RecordOrSplitAsync([], [.. quarantined, Quarantine.Of(facts[0], "UNSTORABLE")], cancellationToken);
            var half = facts.Count / 2;
            var first = await RecordOrSplitAsync(facts[..half], quarantined, cancellationToken);
            return first + await RecordOrSplitAsync(facts[half..], [], cancellationToken);
        }
    }

    private async Task<RecordedUsage> RecordAsync(
        NpgsqlTransaction transaction, List<TokensMetered> facts, List<QuarantinedFact> quarantined, CancellationToken cancellationToken)
    {
        var scopes = facts.Select(fact => AttemptIdentity.Of(fact).Spender).Distinct().SelectMany(spender => ScopeKeys.Of(spender)).ToHashSet();
        var books = await BooksReader.LockAsync(transaction, facts.Select(fact => fact.AttemptId).ToHashSet(), scopes, cancellationToken);
        var corrected = facts.Where(fact => books.Find(fact.AttemptId) is { Revision: > 0 } hold && (short)fact.Rank > hold.Rank);
        var prior = await PriorUsage.ReadAsync(transaction, corrected.Select(fact => fact.AttemptId).ToHashSet(), cancellationToken);

        var reratedBy = await prices.FindVersionsAsync(transaction, prior.RerateVersions(), cancellationToken);

        var disbelieved = new List<QuarantinedFact>(quarantined);
        var entries = new List<LedgerEntry>(facts.Count);
        foreach (var fact in facts)
        {
            switch (Settlement.Settle(books, prior, fact, reratedBy))
            {
                case SettlementResult.Posted posted:
                    entries.Add(posted.Entry);
                    if (posted.Rerate is { } rerate)
                        entries.Add(rerate);
                    break;
                case SettlementResult.Disbelieved no:
                    disbelieved.Add(Quarantine.Of(fact, no.Reason));
                    break;
            }
        }

        books.Budgets.CarryOver();
        await PeriodStore.InsertNewAsync(transaction, books.Budgets.Periods, cancellationToken);
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        LedgerWriter.AddTo(batch, entries);
        Quarantine.AddTo(batch, disbelieved);
        Quarantine.AddReleases(batch, entries);
        await writer.WriteAsync(transaction, books, batch, cancellationToken);
        if (entries.Count > 0)
        {
            var news = UsageNews.Of(entries, clock);
            await outbox.AddAsync(transaction, news.BatchId, news, cancellationToken);
        }

        return new RecordedUsage(entries, disbelieved);
    }

    private static bool IsAboutData(Exception error) => error is OverflowException
        // 22: data exception, 23: integrity constraint; the races among them have been tried again before.
        || (error is PostgresException { SqlState: var state } && (state.StartsWith("22", StringComparison.Ordinal)
            || (state.StartsWith("23", StringComparison.Ordinal) && state != PostgresErrorCodes.UniqueViolation)));
}
