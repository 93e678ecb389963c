using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Tollgate.Billing.Credits;
using Tollgate.Billing.Plans;
using Tollgate.Tokens;

namespace Tollgate.Billing.Tests.Credits;

public class WorstPriceTests
{
    private static readonly Plan Starter = Shipped.Plan("starter");

    [Fact]
    public void One_call_costs_what_the_plan_says_of_its_quantity()
    {
        var price = Starter.Charge("small-output").Price;

        var worst = WorstPrice.Of(Starter, _ => price.Included, [new("small", 0, 1_000)]);

        Assert.Equal(price.AmountFor(price.Included + 1_000), worst);
    }

    [Fact]
    public void What_is_included_is_there_once_for_all_calls_together()
    {
        var price = Starter.Charge("small-output").Price;

        var worst = WorstPrice.Of(Starter, _ => price.Included - 1_000, [new("small", 0, 10_000)]);

        Assert.Equal(price.AmountFor(price.Included + 9_000), worst);
    }

    [Fact]
    public void Input_is_taken_to_be_of_the_dearest_kind()
    {
        var (plain, cached) = (Starter.Charge("small-input").Price, Starter.Charge("small-cached-input").Price);

        // Plain input is all included; what is cached is not any more.
        var worst = WorstPrice.Of(Starter, charge => charge == "small-input" ? 0 : cached.Included, [new("small", 1_000, 0)]);

        Assert.Equal(cached.AmountFor(cached.Included + 1_000), worst);
        Assert.Equal(0, plain.AmountFor(1_000));
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
            var plan = Shipped.Plan(new[] { "starter", "pro", "enterprise" }[random.Next(3)]);
            var book = new Dictionary<string, long>();
            foreach (var charge in plan.Charges)
                book[charge.ChargeId] = Near(random, charge.Price);
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
                    + Charge(plan, book, call.Model, TokenKind.Output, random.NextInt64(call.Out + 1));
                var rest = Worst(plan, book, calls);
                // Rounded up to nanos on both sides.
                covered &= cost + rest <= worst + 0.000000001m;
                worst = rest;
            }

            return covered;
        });

    private static decimal Worst(Plan plan, Dictionary<string, long> book, List<(string Model, long In, long Out)> calls) =>
        WorstPrice.Of(plan, charge => book[charge], calls.Select(call => new OpenTokens(plan.ModelClasses.ClassOf(call.Model), call.In, call.Out)));

    private static decimal Charge(Plan plan, Dictionary<string, long> book, string model, TokenKind kind, long tokens)
    {
        var charge = plan.ChargeFor(kind, model);
        var before = charge.Price.AmountFor(book[charge.ChargeId]);
        book[charge.ChargeId] += tokens;
        return charge.Price.AmountFor(book[charge.ChargeId]) - before;
    }

    // Where prices bend, and anywhere else.
    private static long Near(Random random, GraduatedPrice price)
    {
        var bends = price.Tiers.Select(tier => price.Included + (tier.UpToTokens ?? 0)).Append(0).ToArray();
        return Math.Max(0, bends[random.Next(bends.Length)] + random.NextInt64(-2_000_000, 2_000_000));
    }

    private static long Size(Random random) => random.NextInt64(1, random.Next(2) == 0 ? 5_000 : 3_000_000);
}
