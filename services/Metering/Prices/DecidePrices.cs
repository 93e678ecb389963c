using Npgsql;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Persistence;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Messaging;

namespace Tollgate.Metering.Prices;

/// <summary>A person's word on flagged prices: all of a request or none.</summary>
internal sealed class DecidePrices(NpgsqlDataSource database, Outbox outbox, ILogger<DecidePrices> logger)
{
    private const int MaxNote = 500;

    public async Task<long> ApproveAsync(IReadOnlyList<string> versions, string note, CancellationToken cancellationToken)
    {
        Check(versions, note);
        var book = await Transactions.RunAsync(
            database,
            async transaction =>
            {
                var (now, newest) = await PriceStore.LockAsync(transaction, cancellationToken);
                var prices = await ReadAsync(transaction, versions, cancellationToken);
                if (prices.FirstOrDefault(price => price.State is PriceState.Rejected) is { } rejected)
                    throw TollgateException.FailedPrecondition("PRICE_REJECTED", $"Price '{rejected.Entry.Version}' was rejected; import it anew.");
                StoredPrice[] waiting = [.. prices.Where(price => price.State is PriceState.Flagged)];
                if (waiting.Length == 0)
                    return newest;

                await PriceDecisions.RequireConsistentAsync(transaction, newest, [.. waiting.Select(price => price.Entry)], cancellationToken);
                await PriceStore.DecideAsync(transaction, [.. waiting.Select(price => price.Key)], PriceState.Approved, newest + 1, now, note, cancellationToken);
                await PriceDecisions.AnnounceAsync(transaction, outbox, newest + 1, now, cancellationToken);
                return newest + 1;
            },
            cancellationToken);
        outbox.Wake();
        PricesLog.Approved(logger, versions.Count, book);
        return book;
    }

    public async Task RejectAsync(IReadOnlyList<string> versions, string note, CancellationToken cancellationToken)
    {
        Check(versions, note);
        await Transactions.RunAsync(
            database,
            async transaction =>
            {
                var (now, _) = await PriceStore.LockAsync(transaction, cancellationToken);
                var prices = await ReadAsync(transaction, versions, cancellationToken);
                if (prices.FirstOrDefault(price => price.State is PriceState.Approved) is { } approved)
                    throw TollgateException.FailedPrecondition("PRICE_IN_FORCE", $"Price '{approved.Entry.Version}' is in force; import the right one over it.");
                await PriceStore.DecideAsync(
                    transaction, [.. prices.Where(price => price.State is PriceState.Flagged).Select(price => price.Key)], PriceState.Rejected, null, now, note,
                    cancellationToken);
                return true;
            },
            cancellationToken);
        PricesLog.Rejected(logger, versions.Count);
    }

    private static async Task<IReadOnlyList<StoredPrice>> ReadAsync(
        NpgsqlTransaction transaction, IReadOnlyList<string> versions, CancellationToken cancellationToken)
    {
        var prices = await PriceStore.ReadVersionsAsync(transaction.Connection!, transaction, versions, cancellationToken);
        var missing = versions.Except(prices.Select(price => price.Entry.Version)).FirstOrDefault();
        return missing is null ? prices : throw TollgateException.NotFound("PRICE_NOT_FOUND", $"No imported price has the version '{missing}'.");
    }

    private static void Check(IReadOnlyList<string> versions, string note)
    {
        var rules = new Validation();
        rules.Require(versions.Count is >= 1 and <= 5_000, "versions", "must be 1 to 5,000");
        rules.Require(versions.All(version => version.Length > 0 && !version.Contains('\0')), "versions", "must not be empty");
        rules.Require(note.Length <= MaxNote && !note.Contains('\0'), "note", $"must be at most {MaxNote} characters");
        rules.ThrowIfInvalid();
    }
}
