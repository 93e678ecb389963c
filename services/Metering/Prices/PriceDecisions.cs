using Npgsql;
using Tollgate.Contracts.Metering.V1;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Messaging;
using Tollgate.Tokens;

namespace Tollgate.Metering.Prices;

/// <summary>What every new book must keep, and who is told of it.</summary>
internal static class PriceDecisions
{
    /// <summary>Refuses a decision that would make a book that contradicts itself.</summary>
    public static async Task RequireConsistentAsync(
        NpgsqlTransaction transaction, long newest, IReadOnlyList<PriceEntry> added, CancellationToken cancellationToken)
    {
        var before = await PriceStore.ReadBookAsync(transaction.Connection!, transaction, newest, cancellationToken);
        try
        {
            PriceBooks.Compose(newest + 1, [.. before, .. added]);
        }
        catch (PriceBookException error)
        {
            throw TollgateException.FailedPrecondition("BOOK_CONTRADICTS_ITSELF", error.Message);
        }
    }

    /// <summary>Makes the book and tells whoever prices with it, in the transaction of the decision.</summary>
    public static async Task AnnounceAsync(
        NpgsqlTransaction transaction, Outbox outbox, long number, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await PriceStore.InsertBookAsync(transaction, number, now, cancellationToken);
        var news = new PriceBookChanged { EventId = EventIds.From($"price-book/{number}", "changed"), Number = number, ChangeTime = now };
        await outbox.AddAsync(transaction, news.EventId, news, cancellationToken);
    }
}
