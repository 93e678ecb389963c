using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging.Abstractions;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Prices;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.Testing;
using Tollgate.Tokens;

namespace Tollgate.Metering.Tests.Prices;

/// <summary>One price book a database: each test has its own.</summary>
public sealed class PricesTests : IAsyncLifetime
{
    private readonly MeteringDatabase database = new();

    public Task InitializeAsync() => database.InitializeAsync();

    public Task DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task A_contract_price_is_in_force_with_its_import_and_every_earlier_book_can_still_be_read()
    {
        var imported = await Imports().HandleAsync(Contract("c1", 1.9m), default);

        var now = await Prices().FindAsync(new FindPriceRequest { Provider = "openai", Model = "gpt-4.1" }, default);
        var then = await Prices().FindAsync(new FindPriceRequest { Provider = "openai", Model = "gpt-4.1", Time = Timestamp.FromDateTimeOffset(Start.AddTicks(-10)) }, default);
        var shipped = await Prices().GetBookAsync(new GetPriceBookRequest { Number = 0, KnownNumber = -1 }, default);

        Assert.Equal((1L, 1, 0, 0), (imported.Book, imported.Approved, imported.Flagged, imported.Refused));
        Assert.Equal((1L, "c1", "1.9"), (now.Book, now.Price.Version, now.Price.PerMillion["input"]));
        Assert.Equal("2", then.Price.PerMillion["input"]);
        Assert.Equal(PriceBook.Default.Entries.Count, shipped.Prices.Count);
        Assert.Equal(1L, await NewsAsync());
    }

    [Fact]
    public async Task The_same_document_again_changes_nothing()
    {
        var first = await Imports().HandleAsync(Contract("c1", 1.9m), default);

        var again = await Imports().HandleAsync(Contract("c1", 1.9m), default);

        Assert.Equal((first.ImportId, first.Book, first.Approved), (again.ImportId, again.Book, again.Approved));
        Assert.Equal(1L, await NewsAsync());
    }

    [Fact]
    public async Task Replicas_importing_the_same_document_make_one_book()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Imports().HandleAsync(Contract("c1", 1.9m), default)));

        Assert.Equal((1, 1L), (answers.Select(answer => answer.ImportId).Distinct().Count(), answers[0].Book));
        Assert.Equal(1L, await database.ScalarAsync<long>("SELECT count(*) FROM price_imports"));
    }

    [Fact]
    public async Task A_suspicious_price_waits_for_a_person_whose_word_makes_the_next_book()
    {
        var imported = await Imports().HandleAsync(Contract("c1", 9m), default);
        var waiting = Assert.Single((await Prices().ListAsync(new ListPricesRequest { State = PriceState.Flagged }, default)).Prices);

        var book = await Decisions().ApproveAsync(["c1"], "new contract, checked with sales", default);
        var again = await Decisions().ApproveAsync(["c1"], "", default);

        Assert.Equal((0L, 1), (imported.Book, imported.Flagged));
        Assert.Contains("LargeChange input", waiting.Findings);
        Assert.Equal((1L, 1L), (book, again));
        var approved = Assert.Single((await Prices().ListAsync(new ListPricesRequest(), default)).Prices);
        Assert.Equal((PriceState.Approved, 1L, "new contract, checked with sales"), (approved.State, approved.Book, approved.Note));
        Assert.Equal(1L, await NewsAsync());
    }

    [Fact]
    public async Task A_rejected_price_never_comes_into_force_and_one_in_force_is_not_rejected()
    {
        await Imports().HandleAsync(Contract("c1", 9m), default);
        await Imports().HandleAsync(Contract("c2", 1.9m), default);
        await Decisions().RejectAsync(["c1"], "a typing error", default);

        var rejected = await Assert.ThrowsAsync<TollgateException>(() => Decisions().ApproveAsync(["c1"], "", default));
        var inForce = await Assert.ThrowsAsync<TollgateException>(() => Decisions().RejectAsync(["c2"], "", default));
        var unknown = await Assert.ThrowsAsync<TollgateException>(() => Decisions().ApproveAsync(["c2", "c3"], "", default));

        Assert.Equal(["PRICE_REJECTED", "PRICE_IN_FORCE", "PRICE_NOT_FOUND"], new[] { rejected, inForce, unknown }.Select(error => error.Reason));
    }

    [Fact]
    public async Task A_version_id_stands_for_one_price_for_ever()
    {
        await Imports().HandleAsync(Contract("c1", 1.9m), default);

        var other = await Imports().HandleAsync(Contract("c1", 1.8m), default);

        Assert.Equal((1L, 1, 0), (other.Book, other.Refused, other.Approved));
    }

    [Fact]
    public async Task A_document_that_is_not_of_its_kind_is_refused_naming_what_is_wrong()
    {
        var bad = new ImportPricesRequest { Source = "tollgate", Document = """{ "format": "tollgate.pricebook/1", "version": "x", "models": [ { "model": "m", "prices": [ { "tier": "fast" } ] } ] }""" };

        var error = await Assert.ThrowsAsync<TollgateException>(() => Imports().HandleAsync(bad, default));
        var fields = await Assert.ThrowsAsync<TollgateException>(() => Imports().HandleAsync(new ImportPricesRequest { Source = "rumour" }, default));

        Assert.Equal(("PRICES_UNREADABLE", 2), (error.Reason, error.Fields.Count));
        Assert.Equal(["document", "source"], fields.Fields.Select(field => field.Field).Order());
        Assert.Equal(0L, await database.ScalarAsync<long>("SELECT count(*) FROM price_imports"));
    }

    [SkippableFact]
    [Trait("Data", "shared")]
    public async Task A_public_map_adds_new_models_changes_none_on_its_own_word_and_holds_its_mistakes_back()
    {
        var document = File.ReadAllText(SharedData.Path("prices/litellm-2026-08-01.json"));
        var dry = await Imports().HandleAsync(new ImportPricesRequest { Source = "litellm", Document = document, ValidateOnly = true }, default);
        Assert.Equal(0L, await database.ScalarAsync<long>("SELECT count(*) FROM price_imports"));

        var imported = await Imports().HandleAsync(new ImportPricesRequest { Source = "litellm", Document = document }, default);

        Assert.Equal((dry.Approved, dry.Flagged, dry.Unchanged), (imported.Approved, imported.Flagged, imported.Unchanged));
        Assert.Equal((1L, true, true), (imported.Book, imported.Approved > 1_000, imported.Unchanged > 50));
        var known = await Prices().FindAsync(new FindPriceRequest { Provider = "openai", Model = "gpt-4.1" }, default);
        var added = await Prices().FindAsync(new FindPriceRequest { Provider = "groq", Model = "llama-3.3-70b-versatile" }, default);
        var held = await Assert.ThrowsAsync<TollgateException>(() => Prices().FindAsync(new FindPriceRequest { Provider = "ibm", Model = "core42/jais-13b-chat" }, default));
        Assert.StartsWith(PriceBook.Default.Version, known.Price.Version, StringComparison.Ordinal);
        Assert.StartsWith("litellm-", added.Price.Version, StringComparison.Ordinal);
        Assert.Equal("PRICE_NOT_FOUND", held.Reason);
    }

    [Fact]
    public async Task The_listing_goes_on_where_the_last_page_ended()
    {
        foreach (var version in new[] { "c1", "c2", "c3" })
            await Imports().HandleAsync(Contract(version, 1.9m, $"model-{version}"), default);

        var first = await Prices().ListAsync(new ListPricesRequest { PageSize = 2 }, default);
        var second = await Prices().ListAsync(new ListPricesRequest { PageSize = 2, PageToken = first.NextPageToken }, default);

        Assert.Equal(["c3", "c2", "c1"], first.Prices.Concat(second.Prices).Select(price => price.Price.Version));
        Assert.Equal("", second.NextPageToken);
    }

    private static readonly DateTimeOffset Start = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static ImportPricesRequest Contract(string version, decimal input, string model = "gpt-4.1") => new()
    {
        Source = "tollgate",
        Document = PriceBookWriter.Write(
            "contract",
            [
                new PriceEntry
                {
                    Provider = "openai", Model = model, Version = version, EffectiveFrom = model == "gpt-4.1" ? Start : null,
                    Prices = new UnitPrices { Input = input, CachedInput = 0.45m, Output = 9m },
                },
            ]),
    };

    // The contract begins in the future, so the clock that finds it stands there.
    private ReadPrices Prices() => new(database.Source, new PriceBooks(database.Source), new Later());

    private ImportPrices Imports() => new(
        database.Source, new PriceBooks(database.Source), MeteringDatabase.Outbox(), TimeProvider.System, NullLogger<ImportPrices>.Instance);

    private DecidePrices Decisions() => new(database.Source, MeteringDatabase.Outbox(), NullLogger<DecidePrices>.Instance);

    private Task<long> NewsAsync() => database.ScalarAsync<long>("SELECT count(*) FROM messaging.outbox WHERE message_type = 'metering.price-book-changed.v1'");

    private sealed class Later : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Start.AddDays(1);
    }
}
