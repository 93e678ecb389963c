using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;
using Tollgate.Tokens;

namespace Tollgate.Metering.Prices;

/// <summary>Every price book there ever was. A book never changes once it has a number, so what was read is kept.</summary>
internal sealed class PriceBooks(NpgsqlDataSource database)
{
    private const int Kept = 8;
    private readonly ConcurrentDictionary<long, PriceBook> books = new([new(0, PriceBook.Default)]);

    /// <summary>Number of the book in force.</summary>
    public async Task<long> NewestAsync(CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand("SELECT max(number) FROM price_books");
        return (long)(await query.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>A book by its number; null when the number was never given.</summary>
    public async Task<PriceBook?> FindAsync(long number, CancellationToken cancellationToken)
    {
        if (books.TryGetValue(number, out var known))
            return known;
        if (number < 0 || number > await NewestAsync(cancellationToken))
            return null;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await GetAsync(connection, null, number, cancellationToken);
    }

    /// <summary>A book that is known to exist, as the caller's transaction sees it.</summary>
    public async Task<PriceBook> GetAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, long number, CancellationToken cancellationToken)
    {
        if (books.TryGetValue(number, out var known))
            return known;
        var book = Compose(number, await PriceStore.ReadBookAsync(connection, transaction, number, cancellationToken));
        if (books.Count >= Kept)
            books.Clear();
        // A book of a transaction that has not ended may never come to be: only what others can see is kept.
        if (transaction is null)
            books[number] = book;
        return book;
    }

    /// <summary>The shipped book with later prices over it.</summary>
    public static PriceBook Compose(long number, IReadOnlyList<PriceEntry> later) => number == 0
        ? PriceBook.Default
        : PriceLayers.Compose(number.ToString(CultureInfo.InvariantCulture), PriceBook.Default, later);

    /// <summary>Prices by their version ids, whichever book they were in. What nobody ever priced by is left out.</summary>
    public async Task<IReadOnlyDictionary<string, PriceEntry>> FindVersionsAsync(
        NpgsqlTransaction transaction, IReadOnlyCollection<string> versions, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, PriceEntry>(StringComparer.Ordinal);
        if (versions.Count == 0)
            return found;
        foreach (var price in await PriceStore.ReadVersionsAsync(transaction.Connection!, transaction, versions, cancellationToken))
            found[price.Entry.Version] = price.Entry;
        // Shipped prices, and those that came back after a price with an end, are in no import.
        if (found.Count < versions.Count)
            await FindAsync(await NewestAsync(cancellationToken), cancellationToken);
        foreach (var entry in books.Values.SelectMany(book => book.Entries).Where(entry => versions.Contains(entry.Version)))
            found.TryAdd(entry.Version, entry);
        return found;
    }
}
