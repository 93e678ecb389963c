using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Tollgate.Contracts.Mapping;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Metering.Prices;

/// <summary>Imported prices on the wire.</summary>
internal static class PricesMapping
{
    private const int MaxListed = 5_000;

    public static StoredPrice ToStored(this NewPrice price, Guid importId, DateTimeOffset now, long? book)
    {
        var isDecided = price.State is PriceState.Approved;
        return new StoredPrice(0, price.Entry, price.State, price.Findings, isDecided ? book : null, importId, now, isDecided ? now : null, "");
    }

    public static ListedPrice ToProto(this StoredPrice price) => new()
    {
        Price = price.Entry.ToProto(),
        State = price.State,
        Findings = { price.Findings },
        Book = price.Book ?? 0,
        ImportId = Text(price.ImportId),
        ImportTime = price.ImportTime.ToTimestamp(),
        DecideTime = price.DecideTime?.ToTimestamp(),
        Note = price.Note,
    };

    public static ImportPricesResponse ToResponse(Guid? importId, long book, int unchanged, IReadOnlyList<StoredPrice> prices) => new()
    {
        ImportId = importId is { } id ? Text(id) : "",
        Book = book,
        Unchanged = unchanged,
        Approved = prices.Count(price => price.State is PriceState.Approved),
        Flagged = prices.Count(price => price.State is PriceState.Flagged),
        Refused = prices.Count(price => price.State is PriceState.Refused),
        Prices = { prices.OrderBy(price => price.State).Take(MaxListed).Select(ToProto) },
    };

    private static string Text(Guid id) => id == Guid.Empty ? "" : id.ToString("D", CultureInfo.InvariantCulture);
}
