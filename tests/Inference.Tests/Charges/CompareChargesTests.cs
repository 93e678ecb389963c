using Tollgate.Contracts.Inference.V1;
using Tollgate.Inference.Charges;
using Tollgate.Inference.Reconciliation;
using Tollgate.Tokens;

namespace Tollgate.Inference.Tests.Charges;

public sealed class CompareChargesTests
{
    private static readonly DateOnly Day = new(2026, 11, 20);
    private static readonly PriceEntry Price = PriceBook.Default.Find("openai", "gpt-4.1-mini", SettledDays.StartOf(Day))!;

    // A million tokens in and out at 0.40 and 1.60 dollars.
    private static readonly ReportedTokens Tokens = new(1_000_000, 0, 1_000_000);
    private const long Settled = 2_000_000_000;

    [Theory]
    [InlineData(Settled, ChargeExplanation.Agrees, 0)]
    [InlineData(Settled + 200_010, ChargeExplanation.Rounding, 0)]
    [InlineData(Settled - 200_010, ChargeExplanation.Rounding, 0)]
    [InlineData(Settled + 200_011, ChargeExplanation.Price, 200_011)]
    [InlineData(Settled / 2, ChargeExplanation.Price, -Settled / 2)]
    public void What_ten_calls_and_a_ten_thousandth_can_round_is_rounding_and_more_at_the_same_usage_is_a_price(
        long charged, ChargeExplanation explanation, long adjusted)
    {
        var found = Decide(Of(charged, Tokens));

        Assert.Equal((explanation, adjusted, 200_010), (found.Explanation, found.AdjustedNanos, found.ToleranceNanos));
    }

    [Theory]
    [InlineData(Settled + 400_000_000, ChargeExplanation.LateUsage)]
    [InlineData(Settled + 900_000_000, ChargeExplanation.UsageAndPrice)]
    public void Usage_that_came_after_its_minute_was_reconciled_explains_what_the_book_makes_of_it(long charged, ChargeExplanation explanation)
    {
        var found = Decide(Of(charged, Tokens + new ReportedTokens(1_000_000, 0, 0)));

        Assert.Equal((explanation, 400_000_000, charged - Settled), (found.Explanation, found.UsageNanos, found.AdjustedNanos));
    }

    [Fact]
    public void Usage_that_the_provider_took_back_is_a_credit()
    {
        var found = Decide(Of(Settled - 1_600_000_000, Tokens with { Output = 0 }));

        Assert.Equal((ChargeExplanation.LateUsage, -1_600_000_000, -1_600_000_000), (found.Explanation, found.UsageNanos, found.AdjustedNanos));
    }

    [Fact]
    public void Another_currency_is_not_compared_and_what_is_no_model_is_a_charge_of_its_own()
    {
        var euros = Decide(Of(Settled, Tokens) with { ChargedCurrency = "EUR" });
        var searches = Decide(new ChargedDay(Day, "Web search tool calls", "USD", 5, SettledCalls.None, default), price: null);
        var unpriced = Decide(Of(Settled + 1_000_000, Tokens), price: null);

        Assert.Equal((ChargeExplanation.Currency, 0), (euros.Explanation, euros.AdjustedNanos));
        Assert.Equal((ChargeExplanation.OtherCharge, 5), (searches.Explanation, searches.AdjustedNanos));
        Assert.Equal(ChargeExplanation.NoPrice, unpriced.Explanation);
    }

    [Theory]
    [InlineData("gpt-4.1-mini-2025-04-14, input", "gpt-4.1-mini")]
    [InlineData("gpt-4.1-mini", "gpt-4.1-mini")]
    [InlineData("fine-tuned, output", "fine-tuned")]
    [InlineData("Web search tool calls", "Web search tool calls")]
    public void A_line_is_the_model_it_names(string line, string name) =>
        Assert.Equal(name, new LineItems(PriceBook.Default, [new SettledDay(Day, "openai", "fine-tuned", SettledCalls.None)]).Of(line));

    private static ChargedDay Of(long charged, ReportedTokens reported) =>
        new(Day, "gpt-4.1-mini", "USD", charged, new SettledCalls(10, Settled, 0, "USD", Tokens, [Price.Version]), reported);

    private static ComparedCharge Decide(ChargedDay day) => Decide(day, Price);

    private static ComparedCharge Decide(ChargedDay day, PriceEntry? price) => CompareCharges.Decide(day, price, "USD", new ChargesOptions());
}
