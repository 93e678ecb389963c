using Tollgate.ProviderSim.Ledger;
using Tollgate.ProviderSim.Prices;

namespace Tollgate.ProviderSim.Tests.Prices;

public class PriceTests
{
    [Fact]
    public void Cost_is_input_less_cached_plus_cached_plus_output()
    {
        var price = new Price(0.4m, 0.1m, 1.6m);

        Assert.Equal((300 * 400) + (128 * 100) + (50 * 1_600), price.CostNanos(new TokenUsage(428, CachedInput: 128, Output: 50, Reasoning: 20)));
    }

    [Theory]
    [InlineData(1, 38)]
    [InlineData(3, 112)]
    [InlineData(5, 188)]
    [InlineData(7, 262)]
    public void Half_a_nano_is_rounded_to_even_once_a_call(int tokens, long nanos) =>
        Assert.Equal(nanos, new Price(0.0375m, null, 0).CostNanos(new TokenUsage(tokens)));

    [Fact]
    public void A_long_prompt_pays_the_long_price_for_everything()
    {
        var price = new Price(1.25m, 0.125m, 10, new LongContextPrice(200_000, 2.5m, 0.25m, 15));

        Assert.Equal((200_000 * 1_250L) + (10 * 10_000), price.CostNanos(new TokenUsage(200_000, Output: 10)));
        Assert.Equal((200_001 * 2_500L) + (10 * 15_000), price.CostNanos(new TokenUsage(200_001, Output: 10)));
    }

    [Fact]
    public void Published_reasoning_example_prices_hidden_tokens_as_output() =>
        Assert.Equal(193_650, new Price(0.05m, 0.005m, 0.4m).CostNanos(new TokenUsage(17, Output: 482, Reasoning: 448)));
}
