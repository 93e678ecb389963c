namespace Tollgate.Tokens.Tests.Pricing;

public sealed class PriceLayersTests
{
    private static readonly DateTimeOffset May = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset June = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_later_price_holds_from_its_start_and_the_earlier_one_until_then()
    {
        var book = PriceLayers.Compose("b", Book(), [Entry("v2", 3m) with { EffectiveFrom = May }]);

        Assert.Equal(("v1", "v2"), (VersionAt(book, May.AddTicks(-1)), VersionAt(book, May)));
    }

    [Fact]
    public void After_a_price_with_an_end_the_earlier_one_is_back_under_an_id_of_its_own()
    {
        var book = PriceLayers.Compose("b", Book(), [Entry("v2", 3m) with { EffectiveFrom = May, EffectiveTo = June }]);

        Assert.Equal(("v2", "v1+2026-06-01T00:00:00Z"), (VersionAt(book, June.AddTicks(-1)), VersionAt(book, June)));
        Assert.Equal(1m, book.Find("p", "m", June)!.Prices.Input);
    }

    [Fact]
    public void A_price_since_always_replaces_all_earlier_ones_and_leaves_other_tiers_alone()
    {
        var batch = Entry("b1", 0.5m) with { Tier = ServiceTier.Batch };

        var book = PriceLayers.Compose("b", PriceBook.Create("a", [Entry("v1", 1m), batch]), [Entry("v2", 3m)]);

        Assert.Equal(["b1", "v2"], book.Entries.Select(entry => entry.Version).Order());
    }

    [Fact]
    public void Other_names_of_a_model_stay_its_names()
    {
        var named = Entry("v1", 1m) with { Aliases = ["m-2026"] };

        var book = PriceLayers.Compose("b", PriceBook.Create("a", [named]), [Entry("v2", 3m) with { EffectiveFrom = May }]);

        Assert.Equal("v2", book.Find("p", "M-2026", May)!.Version);
    }

    [Fact]
    public void What_is_written_reads_back_the_same()
    {
        var written = PriceBookWriter.Write("b", PriceBook.Default.Entries);

        var read = PriceBook.Parse(written);

        string[] Facts(PriceBook book) => [.. book.Entries.Select(entry => $"{entry with { Aliases = [] }} {string.Join(',', entry.Aliases)}").Order(StringComparer.Ordinal)];
        Assert.Equal(Facts(PriceBook.Default), Facts(read));
    }

    private static string VersionAt(PriceBook book, DateTimeOffset at) => book.Find("p", "m", at)!.Version;

    private static PriceBook Book() => PriceBook.Create("a", [Entry("v1", 1m)]);

    private static PriceEntry Entry(string version, decimal input) => new()
    {
        Provider = "p", Model = "m", Version = version, Prices = new UnitPrices { Input = input, Output = 9m },
    };
}
