using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Tollgate.Billing.Plans.ChargeModels;

namespace Tollgate.Billing.Tests.Plans.ChargeModels;

public class ChargeModelTests
{
    private static readonly ChargeTier[] Tiers = [new(2_000_000, 0.000003m, 7), new(5_000_000, 0.000002m), new(null, 0.0000005m, 1.5m)];

    private static readonly GraduatedModel Graduated = new(Tiers);

    public static TheoryData<string> Names => [.. Models.Keys];

    private static Dictionary<string, ChargeModel> Models { get; } = new()
    {
        ["graduated"] = Graduated,
        ["volume"] = new VolumeModel(Tiers),
        ["package"] = new PackageModel(30_000, 0.70m),
        ["per_unit"] = new PerUnitModel(0.0000013m),
        ["flat"] = new FlatModel(100),
        ["percentage"] = new PercentageModel(2.9m),
        ["dynamic"] = new DynamicModel(1.25m),
    };

    [Theory]
    [InlineData(0, "0")]
    [InlineData(1, "7.000003")]
    [InlineData(2_000_000, "13")]
    [InlineData(2_000_001, "13.000002")]
    [InlineData(5_000_000, "19")]
    [InlineData(5_000_001, "20.5000005")]
    [InlineData(-5_000_000, "0")]
    public void Graduated_units_cost_the_price_of_the_tier_they_fall_into(long quantity, string amount) =>
        Assert.Equal(decimal.Parse(amount), Graduated.AmountFor(quantity));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(30_000, 1)]
    [InlineData(30_001, 2)]
    [InlineData(-1, 0)]
    public void A_package_that_is_begun_is_paid_for(long quantity, int packages) =>
        Assert.Equal(packages * 0.70m, Models["package"].AmountFor(quantity));

    [Fact]
    public void Packages_are_counted_exactly_where_the_quotient_has_no_end() =>
        Assert.Equal(333_333_333_333_334, new PackageModel(3, 1).AmountFor(PriceRange.MaxQuantity));

    [Fact]
    public void Amounts_are_exact_up_to_the_largest_quantity()
    {
        var price = new GraduatedModel([new(null, PriceRange.EachOf(999_999.999999m))]);

        Assert.Equal(999_999_999_999_000m, price.AmountFor(PriceRange.MaxQuantity));
        Assert.Equal(999_999_999_998_999.000000000001m, price.AmountFor(PriceRange.MaxQuantity - 1));
    }

    [Fact]
    public void No_usage_costs_the_first_tiers_fee_only_where_the_plan_says_so()
    {
        Assert.Equal(0, new VolumeModel(Tiers).AmountFor(0));
        Assert.Equal(7, new VolumeModel(Tiers, ZeroUsage.FirstTierFee).AmountFor(0));
        Assert.Equal(7, new GraduatedModel(Tiers, ZeroUsage.FirstTierFee).AmountFor(0));
    }

    [Theory]
    [InlineData("800", 4, "11.15")]
    [InlineData("0", 4, "0")]
    [InlineData("250", 4, "4")]
    public void The_events_that_stay_within_the_free_total_are_free(string units, long events, string amount) => Assert.Equal(
        decimal.Parse(amount), new PercentageModel(1.3m, 2m, 3, 250m).AmountFor(new(decimal.Parse(units), events, [50, 150, 400])));

    [Theory]
    [MemberData(nameof(Names))]
    public void The_parts_add_up_to_the_amount(string name)
    {
        foreach (var quantity in new long[] { -3, 0, 1, 29_999, 30_000, 2_000_000, 2_000_001, 5_000_000, 7_654_321 })
            Assert.Equal(Models[name].Parts(quantity).Sum(part => part.Amount), Models[name].AmountFor(quantity));
    }

    [Property(MaxTest = 300)]
    public Property The_increments_of_any_split_add_up_to_the_whole() => Prop.ForAll(
        Gen.Elements(Models.Values.ToArray()).ToArbitrary(),
        Gen.Choose(-300_000, 900_000).ListOf().ToArbitrary(),
        (model, deltas) =>
        {
            var quantity = 0L;
            var sum = model.AmountFor(0);
            foreach (var delta in deltas)
            {
                sum += model.AmountFor(quantity + delta) - model.AmountFor(quantity);
                quantity += delta;
            }

            return sum == model.AmountFor(quantity);
        });

    [Property(MaxTest = 300)]
    public Property More_never_costs_less_but_for_volume_prices() => Prop.ForAll(
        Gen.Elements(Models.Values.Where(model => model is not VolumeModel).ToArray()).ToArbitrary(),
        Gen.Choose(-1_000_000, 9_000_000).Two().ToArbitrary(),
        (model, pair) => model.AmountFor(Math.Min(pair.Item1, pair.Item2)) <= model.AmountFor(Math.Max(pair.Item1, pair.Item2)));

    [Property(MaxTest = 300)]
    public Property Bills_of_the_parts_of_a_period_add_up_to_the_bill_of_the_whole() => Prop.ForAll(
        Gen.Elements(Models.Values.ToArray()).ToArbitrary(),
        Gen.Choose(0, 900_000).NonEmptyListOf().ToArbitrary(),
        Gen.Elements(0m, 5m, 500m).Two().ToArbitrary(),
        (model, usages, limits) =>
        {
            var terms = new ChargeTerms(model, limits.Item1, limits.Item2 > limits.Item1 ? limits.Item2 : null, 20m);
            var used = 0L;
            var billed = 0m;
            for (var i = 0; i < usages.Count; i++)
            {
                var part = new PeriodPart(i == 0, i == usages.Count - 1, used, used + usages[i], billed);
                billed += ChargeLines.Of(terms, part, amount => amount).Sum(line => line.Total);
                used += usages[i];
            }

            return billed == ChargeLines.Of(terms, PeriodPart.Whole(used), amount => amount).Sum(line => line.Total);
        });
}
