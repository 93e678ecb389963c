using System.Collections.Frozen;
using System.Globalization;
using Tollgate.Contracts.Mapping;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Inference.Attempts;
using Tollgate.Tokens;

namespace Tollgate.Inference.Prices;

/// <summary>
/// The price book in force, as far as this replica knows: Metering's newest that it has heard of, and the shipped one until then. A refresh
/// that fails leaves the last known book, so pricing never waits for Metering.
/// </summary>
internal sealed class CurrentPrices(PricesService.PricesServiceClient metering, ILogger<CurrentPrices> logger) : IDisposable
{
    private readonly SemaphoreSlim refreshing = new(1, 1);
    private volatile State state = new(0, PriceBook.Default, VersionsOf(PriceBook.Default));

    public PriceBook Book => state.Book;

    public long Number => state.Number;

    /// <summary>
    /// The price that an attempt is settled by: the one it was held at, so that a book that changes during a call cannot make it dearer than
    /// its hold; where that price is in no book here, the one at its start.
    /// </summary>
    public PriceEntry? Of(AttemptIntent intent)
    {
        var now = state;
        return now.ByVersion.GetValueOrDefault(intent.WorstCase.PriceVersion) is { } held && held.Provider == intent.Provider
            ? held
            : now.Book.Find(intent.Provider, intent.Model, intent.StartTime);
    }

    /// <summary>Fetches the book in force, unless it is known. One fetch at a time; books come in the order of their numbers.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await refreshing.WaitAsync(cancellationToken);
        try
        {
            var known = state.Number;
            var answer = await metering.GetPriceBookAsync(
                new GetPriceBookRequest { Number = -1, KnownNumber = known }, cancellationToken: cancellationToken);
            if (answer.Number <= known)
                return;
            var book = PriceBook.Create(
                answer.Number.ToString(CultureInfo.InvariantCulture), [.. answer.Prices.Select(price => price.ToEntry())]);
            // An attempt may be in flight at a price that the new book has not any more.
            state = new State(answer.Number, book, VersionsOf(state.Book, book));
            PricesLog.Changed(logger, answer.Number, book.Entries.Count);
        }
        finally
        {
            refreshing.Release();
        }
    }

    public void Dispose() => refreshing.Dispose();

    private static FrozenDictionary<string, PriceEntry> VersionsOf(params ReadOnlySpan<PriceBook> books)
    {
        var byVersion = new Dictionary<string, PriceEntry>(StringComparer.Ordinal);
        foreach (var book in books)
        {
            foreach (var entry in book.Entries)
                byVersion[entry.Version] = entry;
        }

        return byVersion.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private sealed record State(long Number, PriceBook Book, FrozenDictionary<string, PriceEntry> ByVersion);
}
