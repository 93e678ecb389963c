using Microsoft.Extensions.Options;
using Npgsql;
using Tollgate.Metering.Budgets;
using Tollgate.Metering.Holds;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Persistence;
using Tollgate.Metering.Prices;
using Tollgate.ServiceDefaults.Messaging;
using Tollgate.Tokens;

namespace Tollgate.Metering.Rerating;

/// <summary>
/// Works through jobs, a page of attempts in a transaction: entries, budgets, rollups, the news for Billing and the job's cursor commit
/// together or not at all. What an attempt is charged depends on its entries alone, so a page that is done again posts nothing.
/// </summary>
internal sealed class RerateUsage(
    NpgsqlDataSource database, BooksWriter writer, PriceBooks prices, Outbox outbox, TimeProvider clock, IOptions<LedgerOptions> ledger,
    IOptions<RerateOptions> options, ILogger<RerateUsage> logger)
{
    /// <summary>Does the next page of the oldest job. False when no job waits.</summary>
    public async Task<bool> HandleNextPageAsync(CancellationToken cancellationToken)
    {
        var job = await Transactions.RunAsync(database, transaction => HandlePageAsync(transaction, cancellationToken), cancellationToken);
        outbox.Wake();
        if (job is { IsDone: true })
            RerateLog.Done(logger, job.RerateId, job.Book, job.Examined, job.Posted, job.Skipped, job.CostNanos);
        return job is not null;
    }

    private async Task<Rerate?> HandlePageAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        if (await RerateStore.LockDueAsync(transaction, cancellationToken) is not { } job)
            return null;

        var attempts = await RerateStore.NextAttemptsAsync(transaction, job, options.Value.PageSize, cancellationToken);
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        if (attempts.Count == 0)
        {
            job = job with { IsDone = true };
            batch.BatchCommands.Add(RerateStore.Progress(job));
            await batch.ExecuteNonQueryAsync(cancellationToken);
            return job;
        }

        var book = await prices.FindAsync(job.Book, cancellationToken) ?? PriceBook.Default;
        var books = await BooksReader.LockAsync(transaction, attempts, [], cancellationToken);
        var prior = await PriorUsage.ReadAsync(transaction, attempts, cancellationToken);
        var tiers = await prices.FindVersionsAsync(transaction, prior.PriceVersions(), cancellationToken);
        var (entries, skipped) = Reprice(job, attempts, books, prior, tiers, book);

        job = job with
        {
            Cursor = attempts[^1],
            Examined = job.Examined + attempts.Count,
            Posted = job.Posted + entries.Count,
            Skipped = job.Skipped + skipped,
            CostNanos = checked(job.CostNanos + entries.Sum(entry => entry.Amounts.CostNanos)),
        };
        books.Budgets.CarryOver();
        await PeriodStore.InsertNewAsync(transaction, books.Budgets.Periods, cancellationToken);
        LedgerWriter.AddTo(batch, entries);
        batch.BatchCommands.Add(RerateStore.Progress(job));
        await writer.WriteAsync(transaction, books, batch, cancellationToken);
        if (entries.Count > 0)
        {
            var news = UsageNews.Of(entries, clock);
            await outbox.AddAsync(transaction, news.BatchId, news, cancellationToken);
        }

        return job;
    }

    private (List<LedgerEntry> Entries, int Skipped) Reprice(
        Rerate job, IReadOnlyList<Guid> attempts, Books books, PriorUsage prior, IReadOnlyDictionary<string, PriceEntry> pricedBy, PriceBook book)
    {
        var entries = new List<LedgerEntry>();
        var skipped = 0;
        foreach (var attempt in attempts)
        {
            // Retention may have dropped the hold; then its budgets are closed and it is left as it is.
            if (books.Find(attempt) is not { Revision: > 0 } hold)
            {
                skipped++;
                continue;
            }

            var known = prior.Of(attempt);
            if (job.PriceVersion.Length > 0 && known.PriceVersion != job.PriceVersion)
                continue;
            // The tier it was bought under is the price's that it was made from.
            var tier = pricedBy.GetValueOrDefault(known.PriceVersion)?.Tier ?? ServiceTier.Standard;
            if (book.Find(known.Identity.Provider, known.Identity.Model, known.Identity.AttemptTime, tier) is not { } price
                || !RepriceAttempt.CanBePriced(known, price, ledger.Value.Currency))
            {
                skipped++;
                continue;
            }

            if (RepriceAttempt.Reprice(books, hold, prior, price) is { } entry)
                entries.Add(entry);
        }

        return (entries, skipped);
    }
}
