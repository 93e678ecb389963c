namespace Tollgate.Tokens.Tests.Pricing;

/// <summary>Mistakes public price maps have made, and the finding each must raise.</summary>
public sealed class PriceSanityTests
{
    [Fact]
    public void Only_the_known_price_cuts_stand_out_in_the_shipped_book()
    {
        var findings = PriceSanity.Check(PriceBook.Default).Select(finding => (finding.Suspicion, Model: finding.Version.Split('/')[2].Split(':')[0])).Distinct();

        // o3 fell to a fifth on 2025-06-10 and gpt-5.6-luna to a fifth on 2026-07-30: both announced.
        Assert.Equal([(PriceSuspicion.LargeChange, "o3"), (PriceSuspicion.LargeChange, "gpt-5.6-luna")], findings);
    }

    [Fact]
    public void An_output_price_in_the_cached_field_is_found() =>
        Assert.Equal([PriceSuspicion.CachedAboveUncached], Check(new UnitPrices { Input = 4m, CachedInput = 16m, Output = 16m }));

    [Fact]
    public void A_cached_audio_price_above_the_uncached_is_found() => Assert.Equal(
        [PriceSuspicion.CachedAboveUncached],
        Check(new UnitPrices { Input = 4m, Output = 16m, AudioInput = 32m, CachedAudioInput = 64m }));

    [Fact]
    public void Swapped_input_and_output_are_found() =>
        Assert.Equal([PriceSuspicion.OutputBelowInput], Check(new UnitPrices { Input = 0.15m, Output = 0.0375m }));

    [Fact]
    public void A_unit_error_of_a_thousand_is_found() =>
        Assert.Equal([PriceSuspicion.Implausible], Check(new UnitPrices { Input = 500m, Output = 2_000m }));

    [Fact]
    public void A_cached_price_in_the_write_field_of_a_vendor_without_writes_is_found() => Assert.Equal(
        [PriceSuspicion.UnexpectedWritePrice],
        Check(new UnitPrices { Input = 2.75m, CacheWrite5m = 1.38m, CacheWrite1h = 1.38m, Output = 11m }));

    [Fact]
    public void A_batch_price_above_standard_and_a_priority_price_below_it_are_found()
    {
        PriceEntry Tier(ServiceTier tier, decimal input) => Entry(new UnitPrices { Input = input }) with { Tier = tier, Version = tier.ToString() };
        var book = PriceBook.Create("v", [Tier(ServiceTier.Standard, 1m), Tier(ServiceTier.Batch, 1.1m), Tier(ServiceTier.Priority, 0.9m), Tier(ServiceTier.Flex, 0.5m)]);

        Assert.Equal(["Batch", "Priority"], PriceSanity.Check(book).Where(f => f.Suspicion is PriceSuspicion.TierOutOfOrder).Select(f => f.Version));
    }

    [Fact]
    public void A_long_prompt_cheaper_than_a_short_one_is_found()
    {
        var entry = Entry(new UnitPrices { Input = 2m, Output = 8m }) with { LongContext = new LongContextPrices(1_000, new UnitPrices { Input = 1m, Output = 8m }) };

        Assert.Equal(PriceSuspicion.LongContextBelowBase, Assert.Single(PriceSanity.Check(PriceBook.Create("v", [entry]))).Suspicion);
    }

    private static IEnumerable<PriceSuspicion> Check(UnitPrices prices) =>
        PriceSanity.Check(PriceBook.Create("v", [Entry(prices)])).Select(finding => finding.Suspicion);

    private static PriceEntry Entry(UnitPrices prices) => new() { Provider = "p", Model = "gpt-4o", Version = "v1", Prices = prices };
}
