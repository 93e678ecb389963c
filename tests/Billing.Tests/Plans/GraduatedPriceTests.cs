using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Tollgate.Billing.Plans;

namespace Tollgate.Billing.Tests.Plans;

public class GraduatedPriceTests
{
    private static readonly GraduatedPrice Price = new(
        included: 1_000_000, [new(2_000_000, 3.00m), new(5_000_000, 2.00m), new(null, 0.50m)]);

    [Theory]
    [InlineData(0, "0")]
    [InlineData(1_000_000, "0")]
    [InlineData(1_000_001, "0.000003")]
    [InlineData(3_000_000, "6")]
    [InlineData(3_000_001, "6.000002")]
    [InlineData(6_000_000, "12")]
    [InlineData(6_000_001, "12.0000005")]
    [InlineData(8_000_000, "13")]
    [InlineData(-5_000_000, "0")]
    public void Each_token_costs_the_price_of_the_tier_it_falls_into(long quantity, string amount) =>
        Assert.Equal(decimal.Parse(amount), Price.AmountFor(quantity));

    [Fact]
    public void Amounts_are_exact_up_to_the_largest_quantity()
    {
        var price = new GraduatedPrice(0, [new(null, 999_999.999999m)]);

        Assert.Equal(999_999_999_999_000m, price.AmountFor(GraduatedPrice.MaxQuantity));
        Assert.Equal(999_999_999_998_999.000000000001m, price.AmountFor(GraduatedPrice.MaxQuantity - 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => price.AmountFor(GraduatedPrice.MaxQuantity + 1));
    }

    [Property(MaxTest = 500)]
    public Property The_increments_of_any_split_add_up_to_the_whole() => Prop.ForAll(
        Gen.Choose(-300_000, 900_000).ListOf().ToArbitrary(),
        deltas =>
        {
            var quantity = 0L;
            var sum = 0m;
            foreach (var delta in deltas)
            {
                sum += Price.AmountFor(quantity + delta) - Price.AmountFor(quantity);
                quantity += delta;
            }

            return sum == Price.AmountFor(quantity);
        });

    [Property(MaxTest = 500)]
    public Property More_never_costs_less() => Prop.ForAll(
        Gen.Choose(-1_000_000, 9_000_000).Two().ToArbitrary(),
        pair => Price.AmountFor(Math.Min(pair.Item1, pair.Item2)) <= Price.AmountFor(Math.Max(pair.Item1, pair.Item2)));
}
