using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Tollgate.Billing.Credits;
using Tollgate.Billing.Plans;
using Tollgate.Billing.Plans.ChargeModels;
using Tollgate.Billing.Rating;
using Tollgate.Tokens;

namespace Tollgate.Billing.Tests.Credits;

public class WorstPriceTests
{
    private static readonly Plan Starter = Shipped.Plan("starter");

    private static readonly Plan[] Plans =
    [
        Shipped.Plan("starter"), Shipped.Plan("pro"), Shipped.Plan("enterprise"), Repriced("volume", ("tiers", Tiers())),
        Repriced("graduated", ("tiers", Tiers())), Repriced("package", ("package_tokens", 70_000), ("package_price", "0.30")), Repriced("flat", ("fee", "9.00")),
        Repriced("per_unit", ("price_per_million", "4.00")),
    ];

    [Fact]
    public void One_call_costs_what_the_plan_says_of_its_quantity()
    {
        var price = Starter.Charge("small-output");

        var worst = Worst(_ => price.Included, new("small", 0, 1_000));

        Assert.Equal(price.AmountFor(price.Included + 1_000, price.Included), worst);
    }

    [Fact]
    public void What_is_included_is_there_once_for_all_calls_together()
    {
        var price = Starter.Charge("small-output");

        var worst = Worst(_ => price.Included - 1_000, new("small", 0, 10_000));

        Assert.Equal(price.AmountFor(price.Included + 9_000, price.Included), worst);
    }

    [Fact]
    public void Input_is_taken_to_be_of_the_dearest_kind()
    {
        var (plain, cached) = (Starter.Charge("small-input"), Starter.Charge("small-cached-input"));

        // Plain input is all included; what is cached is not any more.
        var worst = Worst(charge => charge.ChargeId == "small-input" ? 0 : cached.Included, new("small", 1_000, 0));

        Assert.Equal(cached.AmountFor(cached.Included + 1_000, cached.Included), worst);
        Assert.Equal(0, plain.AmountFor(1_000, plain.Included));
    }

    [Fact]
    public void Each_call_may_be_the_first_of_its_user()
    {
        var enterprise = Shipped.Plan("enterprise");
        var users = enterprise.Charge("active-users");

        var worst = WorstPrice.Of(
            enterprise, charge => charge == users ? State(users, users.Included - 1) : default, charge => charge.Included, [new("small", 0, 0, Calls: 3)]);

        Assert.Equal(users.AmountFor(users.Included + 2, users.Included), worst);
    }

    /// <summary>
    /// The promise that admission rests on: in whatever order and at whatever size the calls arrive, what each costs is covered by how much
    /// the worst price of the rest goes down.
    /// </summary>
    [Property(MaxTest = 500)]
    public Property Whatever_arrives_the_rest_stays_covered() => Prop.ForAll(
        Arb.From(Gen.Choose(0, int.MaxValue).Select(seed => new Random(seed))),
        random =>
        {
            var plan = Plans[random.Next(Plans.Length)];
            var book = new Dictionary<string, long>();
            foreach (var charge in plan.Charges)
                book[charge.ChargeId] = charge.Measure == ChargeMeasure.Tokens ? Near(random, charge) : random.Next(40);
            var calls = Enumerable.Range(0, random.Next(1, 8))
                .Select(_ => (Model: new[] { "gpt-4.1-mini", "o4-mini", "gpt-4.1" }[random.Next(3)], In: Size(random), Out: Size(random))).ToList();

            var covered = true;
            var worst = Worst(plan, book, calls);
            while (calls.Count > 0)
            {
                var call = calls[0];
                calls.RemoveAt(0);
                var cost = Charge(plan, book, call.Model, TokenKind.Input, random.NextInt64(call.In / 2 + 1))
                    + Charge(plan, book, call.Model, TokenKind.CachedInput, random.NextInt64(call.In / 2 + 1))
                    + Charge(plan, book, call.Model, TokenKind.Output, random.NextInt64(call.Out + 1))
                    + plan.ChargesOf(ChargeMeasure.ActiveUsers).Sum(charge => Charge(book, charge, random.Next(2)));
                var rest = Worst(plan, book, calls);
                // Rounded up to nanos on both sides.
                covered &= cost + rest <= worst + 0.000000001m;
                worst = rest;
            }

            return covered;
        });

    // A fee for the first tier, a cheaper second one, and a dearer last.
    private static JsonNode Tiers() => JsonNode.Parse(
        """
        [{"up_to_tokens": 300000, "price_per_million": "3.00", "fee": "1.50"}, {"up_to_tokens": 900000, "price_per_million": "0.40"}, {"price_per_million": "2.00", "fee": "0.70"}]
        """)!;

    private static Plan Repriced(string model, params (string Name, JsonNode Value)[] prices) => TestPlans.Plan("starter", plan =>
    {
        foreach (var charge in new[] { "small-output", "large-output", "large-input", "small-input" })
            plan.Charge(charge).Reprice(model, [.. prices.Select(price => (price.Name, price.Value.DeepClone()))]);
    });

    private static decimal Worst(Plan plan, Dictionary<string, long> book, List<(string Model, long In, long Out)> calls) =>
        WorstPrice.Of(
            plan, charge => State(charge, book[charge.ChargeId]), charge => charge.Included,
            calls.Select(call => new OpenTokens(plan.ModelClasses.ClassOf(call.Model), call.In, call.Out)));

    private static decimal Worst(Func<PlanCharge, long> quantityOf, OpenTokens open) =>
        WorstPrice.Of(Starter, charge => State(charge, quantityOf(charge)), charge => charge.Included, [open]);

    private static ChargeState State(PlanCharge charge, long quantity) => new(quantity, charge.AmountFor(quantity, charge.Included));

    private static decimal Charge(Plan plan, Dictionary<string, long> book, string model, TokenKind kind, long tokens)
    {
        return Charge(book, plan.ChargeFor(kind, model), tokens);
    }

    private static decimal Charge(Dictionary<string, long> book, PlanCharge charge, long tokens)
    {
        var before = charge.AmountFor(book[charge.ChargeId], charge.Included);
        book[charge.ChargeId] += tokens;
        return charge.AmountFor(book[charge.ChargeId], charge.Included) - before;
    }

    // Where prices bend, and anywhere else.
    private static long Near(Random random, PlanCharge charge)
    {
        var tiers = charge.Model switch { GraduatedModel graduated => graduated.Tiers, VolumeModel volume => volume.Tiers, _ => [] };
        var bends = tiers.Select(tier => charge.Included + (long)(tier.UpTo ?? 0)).Append(charge.Included).Append(0).ToArray();
        return Math.Max(0, bends[random.Next(bends.Length)] + random.NextInt64(-2_000_000, 2_000_000));
    }

    private static long Size(Random random) => random.NextInt64(1, random.Next(2) == 0 ? 5_000 : 3_000_000);
}
