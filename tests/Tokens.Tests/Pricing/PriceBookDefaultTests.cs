namespace Tollgate.Tokens.Tests.Pricing;

public sealed class PriceBookDefaultTests
{
    [Theory]
    [InlineData("openai", "o3", "2025-06-09T23:59:59Z", 10, 40)]
    [InlineData("openai", "o3", "2025-06-10T00:00:00Z", 2, 8)]
    [InlineData("anthropic", "claude-sonnet-5", "2026-08-31T23:59:59Z", 2, 10)]
    [InlineData("anthropic", "claude-sonnet-5", "2026-09-01T00:00:00Z", 3, 15)]
    [InlineData("openai", "gpt-5.6-luna", "2026-07-29T23:59:59Z", 1, 6)]
    [InlineData("openai", "gpt-5.6-luna", "2026-07-30T00:00:00Z", 0.20, 1.20)]
    [InlineData("openai", "gpt-5.6-terra", "2026-07-29T23:59:59Z", 2.50, 15)]
    [InlineData("openai", "gpt-5.6-terra", "2026-07-30T00:00:00Z", 2, 12)]
    public void A_price_change_holds_from_its_instant(string provider, string model, string at, decimal input, decimal output)
    {
        var entry = PriceBook.Default.Find(provider, model, DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture))!;

        Assert.Equal((input, output), (entry.Prices.Input, entry.Prices.Output));
    }

    [Fact]
    public void An_instant_is_compared_in_any_offset()
    {
        var justBefore = new DateTimeOffset(2025, 6, 9, 16, 59, 59, TimeSpan.FromHours(-7));

        Assert.Equal(10m, PriceBook.Default.Find("openai", "o3", justBefore)!.Prices.Input);
        Assert.Equal(2m, PriceBook.Default.Find("openai", "o3", justBefore.AddSeconds(1))!.Prices.Input);
    }

    [Theory]
    [InlineData("openai", "gpt-4o-2024-11-20", "gpt-4o")]
    [InlineData("OpenAI", "GPT-4.1-mini", "gpt-4.1-mini")]
    [InlineData("cohere", "command-r7b", "command-r7b-12-2024")]
    [InlineData("local", "finance-llama-8b", "finance-llama-8b")]
    public void A_model_is_found_by_its_name_or_an_alias(string provider, string asked, string model) =>
        Assert.Equal(model, PriceBook.Default.Find(provider, asked, At(2026))!.Model);

    [Theory]
    [InlineData("openai", "gpt-4.1-mega")]
    [InlineData("openai", "gpt-4")]
    [InlineData("azure", "claude-haiku-4-5")]
    public void A_name_that_only_resembles_one_is_not_found(string provider, string model) =>
        Assert.Null(PriceBook.Default.Find(provider, model, At(2026)));

    [Fact]
    public void A_tier_that_is_not_sold_is_not_found() =>
        Assert.Null(PriceBook.Default.Find("anthropic", "claude-haiku-4-5", At(2026), ServiceTier.Flex));

    [Fact]
    public void Version_ids_are_unique_and_carry_the_book() => Assert.All(
        PriceBook.Default.Entries.GroupBy(entry => entry.Version),
        group => Assert.True(group.Count() == 1 && group.Key.StartsWith(PriceBook.Default.Version + "/", StringComparison.Ordinal)));

    private static DateTimeOffset At(int year) => new(year, 8, 1, 0, 0, 0, TimeSpan.Zero);
}
