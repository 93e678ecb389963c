using System.Globalization;
using Npgsql;
using Tollgate.Contracts.Mapping;
using Tollgate.Contracts.Metering.V1;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.Tokens;

namespace Tollgate.Metering.Prices;

/// <summary>Answers questions about prices.</summary>
internal sealed class ReadPrices(NpgsqlDataSource database, PriceBooks books, TimeProvider clock)
{
    private const int DefaultPageSize = 100;
    private const int MaxPageSize = 1000;

    public async Task<ListPricesResponse> ListAsync(ListPricesRequest request, CancellationToken cancellationToken)
    {
        var rules = new Validation();
        rules.Require(request.PageSize is >= 0 and <= MaxPageSize, "page_size", "must be 1 to 1,000");
        rules.Require(Enum.IsDefined(request.State), "state", "is not a known state");
        rules.Require(!request.Provider.Contains('\0'), "provider", "is not a provider");
        rules.Require(!request.Model.Contains('\0'), "model", "is not a model");
        var before = long.MaxValue;
        rules.Require(
            request.PageToken.Length == 0 || long.TryParse(request.PageToken, NumberStyles.None, CultureInfo.InvariantCulture, out before),
            "page_token",
            "is not a token of this listing");
        rules.ThrowIfInvalid();

        var size = request.PageSize == 0 ? DefaultPageSize : request.PageSize;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var prices = await PriceStore.ListAsync(connection, request, before, size + 1, cancellationToken);
        var response = new ListPricesResponse { Prices = { prices.Take(size).Select(price => price.ToProto()) } };
        if (prices.Count > size)
            response.NextPageToken = prices[size - 1].Key.ToString(CultureInfo.InvariantCulture);
        return response;
    }

    public async Task<FindPriceResponse> FindAsync(FindPriceRequest request, CancellationToken cancellationToken)
    {
        var rules = new Validation();
        rules.Require(request.Provider.Length > 0, "provider", "is required");
        rules.Require(request.Model.Length > 0, "model", "is required");
        var tier = ServiceTier.Standard;
        rules.Require(
            request.Tier.Length == 0 || (Enum.TryParse(request.Tier, ignoreCase: true, out tier) && Enum.IsDefined(tier) && char.IsAsciiLetter(request.Tier[0])),
            "tier",
            "must be standard, batch, priority or flex");
        rules.Require(request.Book >= 0, "book", "must not be negative");
        rules.Require(request.Time is null or { Seconds: > -62_135_596_800 and < 253_402_300_800, Nanos: >= 0 and < 1_000_000_000 }, "time", "is not a time");
        rules.ThrowIfInvalid();

        var number = request.Book == 0 ? await books.NewestAsync(cancellationToken) : request.Book;
        var book = await GetAsync(number, cancellationToken);
        var entry = book.Find(request.Provider, request.Model, request.Time?.ToDateTimeOffset() ?? clock.GetUtcNow(), tier)
            ?? throw TollgateException.NotFound("PRICE_NOT_FOUND", $"Book {number} has no price for '{request.Model}' of '{request.Provider}' at that time.");
        return new FindPriceResponse { Price = entry.ToProto(), Book = number };
    }

    public async Task<GetPriceBookResponse> GetBookAsync(GetPriceBookRequest request, CancellationToken cancellationToken)
    {
        var number = request.Number < 0 ? await books.NewestAsync(cancellationToken) : request.Number;
        var response = new GetPriceBookResponse { Number = number };
        if (number != request.KnownNumber)
            response.Prices.AddRange((await GetAsync(number, cancellationToken)).Entries.Select(entry => entry.ToProto()));
        return response;
    }

    private async Task<PriceBook> GetAsync(long number, CancellationToken cancellationToken) =>
        await books.FindAsync(number, cancellationToken) ?? throw TollgateException.NotFound("BOOK_NOT_FOUND", $"There is no price book {number}.");
}
