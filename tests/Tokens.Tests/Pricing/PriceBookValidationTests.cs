using System.Text;

namespace Tollgate.Tokens.Tests.Pricing;

public sealed class PriceBookValidationTests
{
    [Fact]
    public void Everything_wrong_is_listed_at_once()
    {
        var errors = Errors("""
            { "format": "tollgate.pricebook/1", "version": "v1", "surprise": 1, "models": [
              { "provider": "p", "model": "negative", "prices": [{ "per_million": { "input": -1, "output": 2 } }] },
              { "provider": "p", "model": "kind", "prices": [{ "per_million": { "inputs": 1, "tool": 2 } }] },
              { "provider": "p", "model": "currency", "prices": [{ "currency": "usd", "per_million": { "input": 1 } }] },
              { "provider": "p", "model": "tier", "prices": [{ "tier": "fast", "per_million": { "input": 1 } }] },
              { "provider": "p", "model": "overlap", "prices": [
                { "to": "2026-02-01", "per_million": { "input": 1 } },
                { "from": "2026-01-31T23:59:59Z", "per_million": { "input": 2 } } ] },
              { "provider": "p", "model": "backwards", "prices": [{ "from": "2026-02-01", "to": "2026-01-01", "per_million": { "input": 1 } }] },
              { "provider": "p", "prices": [{ "per_million": { "input": 1 } }] },
              { "provider": "p", "model": "scale", "prices": [{ "per_million": { "input": 0.1234567891 } }] },
              { "provider": "p", "model": "empty", "prices": [{ "per_million": {} }] },
              { "provider": "p", "model": "write", "prices": [{ "per_million": { "input": 1, "cache_write_5m": 1.25 } }] },
              { "provider": "p", "model": "text", "prices": [{ "per_million": { "input": "1" } }] },
              { "provider": "p", "model": "unit", "prices": [{ "per_million": { "input": 2.5e-06 } }] }
            ] }
            """);

        Assert.Equal(
            [
                (PriceBookErrorCode.UnknownProperty, "$.surprise"),
                (PriceBookErrorCode.UnknownKind, "$.models[1].prices[0].per_million.inputs"),
                (PriceBookErrorCode.UnknownKind, "$.models[1].prices[0].per_million.tool"),
                (PriceBookErrorCode.UnknownTier, "$.models[3].prices[0].tier"),
                (PriceBookErrorCode.Missing, "$.models[6].model"),
                (PriceBookErrorCode.Malformed, "$.models[10].prices[0].per_million.input"),
                (PriceBookErrorCode.Malformed, "$.models[11].prices[0].per_million.input"),
                (PriceBookErrorCode.NegativePrice, "v1/p/negative:standard"),
                (PriceBookErrorCode.UnknownCurrency, "v1/p/currency:standard"),
                (PriceBookErrorCode.EmptyPeriod, "v1/p/backwards:standard@2026-02-01T00:00:00Z"),
                (PriceBookErrorCode.PriceOutOfRange, "v1/p/scale:standard"),
                (PriceBookErrorCode.Missing, "v1/p/empty:standard"),
                (PriceBookErrorCode.Inconsistent, "v1/p/write:standard"),
                (PriceBookErrorCode.OverlappingPeriods, "v1/p/overlap:standard@2026-01-31T23:59:59Z"),
            ],
            errors.Select(error => (error.Code, error.Path)));
    }

    [Theory]
    [InlineData("", PriceBookErrorCode.Malformed)]
    [InlineData("[]", PriceBookErrorCode.Malformed)]
    [InlineData("{}", PriceBookErrorCode.Missing)]
    [InlineData("\u0000\u0001binary", PriceBookErrorCode.Malformed)]
    [InlineData("""{ "format": "other/1", "version": "v", "models": [] }""", PriceBookErrorCode.Malformed)]
    [InlineData("""{ "format": "tollgate.pricebook/1", "version": "v", "models": {} }""", PriceBookErrorCode.Malformed)]
    [InlineData("""{ "format": "tollgate.pricebook/1", "version": "v", "models": [7] }""", PriceBookErrorCode.Malformed)]
    [InlineData("""{ "format": "tollgate.pricebook/1", "version": "v", "version": "w", "models": [] }""", PriceBookErrorCode.Malformed)]
    public void A_document_of_another_shape_is_refused(string json, PriceBookErrorCode code) =>
        Assert.Contains(Errors(json), error => error.Code == code);

    [Theory]
    [InlineData("yesterday")]
    [InlineData("2026-13-01")]
    [InlineData("01.02.2026")]
    public void A_time_that_is_not_one_is_refused(string from) =>
        Assert.Equal(PriceBookErrorCode.Malformed, Assert.Single(Errors(Book($$"""{ "from": "{{from}}", "per_million": { "input": 1 } }"""))).Code);

    [Fact]
    public void Names_must_be_unambiguous()
    {
        var errors = Errors("""
            { "format": "tollgate.pricebook/1", "version": "v", "models": [
              { "provider": "p", "model": "a", "aliases": ["latest"], "prices": [{ "id": "x", "per_million": { "input": 1 } }] },
              { "provider": "P", "model": "b", "aliases": ["LATEST"], "prices": [{ "id": "x", "per_million": { "input": 1 } }] }
            ] }
            """);

        Assert.Equal(["x", "p/latest"], errors.Where(error => error.Code is PriceBookErrorCode.DuplicateName).Select(error => error.Path));
    }

    [Fact]
    public void Touching_periods_do_not_overlap_and_leave_no_gap()
    {
        var book = PriceBook.Parse(Book("""{ "to": "2026-02-01", "per_million": { "input": 1 } }, { "from": "2026-02-01T01:00:00+01:00", "per_million": { "input": 2 } }"""));
        var change = new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero);

        Assert.Equal(1m, book.Find("p", "m", change.AddTicks(-1))!.Prices.Input);
        Assert.Equal(2m, book.Find("p", "m", change)!.Prices.Input);
    }

    [Fact]
    public void Outside_every_period_there_is_no_price()
    {
        var book = PriceBook.Parse(Book("""{ "from": "2026-01-01", "to": "2026-02-01", "per_million": { "input": 1 } }"""));

        Assert.Null(book.Find("p", "m", new DateTimeOffset(2025, 12, 31, 23, 59, 59, TimeSpan.Zero)));
        Assert.Null(book.Find("p", "m", new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero)));
    }

    [Fact]
    public void A_book_is_read_from_a_stream_that_stays_open()
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(Book("""{ "currency": "EUR", "per_million": { "input": 1 }, "per_call": 0.01, "source": "contract" }""")));
        var entry = Assert.Single(PriceBook.Load(stream).Entries);

        Assert.True(stream.CanRead);
        Assert.Equal(("EUR", 0.01m, "contract", "v/p/m:standard"), (entry.Currency, entry.PerCall, entry.Source, entry.Version));
    }

    private static string Book(string prices) =>
        $$"""{ "format": "tollgate.pricebook/1", "version": "v", "models": [{ "provider": "p", "model": "m", "prices": [{{prices}}] }] }""";

    private static IReadOnlyList<PriceBookError> Errors(string json) => Assert.Throws<PriceBookException>(() => PriceBook.Parse(json)).Errors;
}
