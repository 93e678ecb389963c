using Microsoft.Extensions.DependencyInjection;
using Tollgate.Contracts.Mapping;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Inference.Attempts;
using Tollgate.Inference.Prices;
using Tollgate.Inference.Tests.Fakes;
using Tollgate.Tokens;

namespace Tollgate.Inference.Tests.Prices;

public sealed class CurrentPricesTests
{
    [Fact]
    public async Task An_attempt_is_priced_by_the_newest_approved_book_and_names_the_price()
    {
        await using var world = await World.CreateAsync();
        var replica = world.Replica(settings => settings["Prices:RefreshInterval"] = "00:00:01");
        var before = World.AttemptsOf(await World.RunAsync(replica, World.Request())).Single();

        world.Metering.Books[1] = Book("contract-7", 100m);
        await World.UntilAsync(() => Task.FromResult(replica.Services.GetRequiredService<CurrentPrices>().Number == 1), "the new book");
        var after = World.AttemptsOf(await World.RunAsync(replica, World.Request())).Single();

        Assert.StartsWith(PriceBook.Default.Version, before.PriceVersion, StringComparison.Ordinal);
        Assert.Equal("contract-7", after.PriceVersion);
        Assert.Equal(after.Usage.ToUsage().TokenTotal * 100_000, after.Cost.Nanos);
    }

    [Fact]
    public async Task Without_metering_the_shipped_book_is_charged_by()
    {
        await using var world = await World.CreateAsync();
        var replica = world.Replica();
        var prices = replica.Services.GetRequiredService<CurrentPrices>();

        Assert.Equal(0, prices.Number);
        Assert.Same(PriceBook.Default, prices.Book);
    }

    [Fact]
    public async Task A_book_that_changes_during_a_call_does_not_make_it_dearer_than_its_hold()
    {
        await using var world = await World.CreateAsync();
        var prices = world.Replica().Services.GetRequiredService<CurrentPrices>();
        var held = prices.Book.Find("openai", "gpt-4.1", DateTimeOffset.UtcNow)!;
        var intent = World.Orphan() with { WorstCase = new WorstCase(30, 40, 1_000, "USD", held.Version) };

        world.Metering.Books[1] = Book("dearer", 100m, "gpt-4.1");
        await prices.RefreshAsync(default);

        Assert.Equal("dearer", prices.Book.Find("openai", "gpt-4.1", DateTimeOffset.UtcNow)!.Version);
        Assert.Equal(held.Version, prices.Of(intent)!.Version);
    }

    private static IReadOnlyList<Price> Book(string version, decimal price, string model = "gpt-4.1-mini") =>
    [
        .. PriceLayers.Compose("1", PriceBook.Default,
            [new PriceEntry { Provider = "openai", Model = model, Version = version, Prices = new UnitPrices { Input = price, CachedInput = price, Output = price } }])
            .Entries.Select(entry => entry.ToProto()),
    ];
}
