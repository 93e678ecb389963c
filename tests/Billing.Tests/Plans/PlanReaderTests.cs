using System.Text.Json.Nodes;
using Tollgate.Billing.Plans;
using Tollgate.Tokens;

namespace Tollgate.Billing.Tests.Plans;

public class PlanReaderTests
{
    [Theory]
    [InlineData("starter", "49.00", "0.00")]
    [InlineData("pro", "299.00", "12.00")]
    [InlineData("enterprise", "2500.00", "0.00")]
    public void Three_plans_ship(string planId, string fee, string seat)
    {
        var plan = Shipped.Plan(planId);

        Assert.Equal(decimal.Parse(fee), plan.RecurringFee);
        Assert.Equal(decimal.Parse(seat), plan.SeatFee);
        Assert.Equal("USD", plan.Currency);
    }

    [Theory]
    [InlineData("gpt-4.1-nano", "small")]
    [InlineData("gpt-4.1-mini", "small")]
    [InlineData("gpt-4o-mini", "small")]
    [InlineData("gemini-2.5-flash", "small")]
    [InlineData("command-r7b-12-2024", "small")]
    [InlineData("granite-4-h-small", "small")]
    [InlineData("finance-llama-8b", "small")]
    [InlineData("o4-mini", "medium")]
    [InlineData("claude-haiku-4-5", "medium")]
    [InlineData("gpt-4.1", "large")]
    [InlineData("gpt-4o", "large")]
    [InlineData("gemini-2.5-pro", "large")]
    [InlineData("command-a-03-2025", "large")]
    [InlineData("claude-sonnet-4-5", "large")]
    [InlineData("text-embedding-3-small", "embedding")]
    [InlineData("a-model-of-tomorrow", "large")]
    public void Every_model_has_a_class_and_every_kind_of_it_one_charge(string model, string expected)
    {
        foreach (var planId in new[] { "starter", "pro", "enterprise" })
        {
            var plan = Shipped.Plan(planId);
            Assert.Equal(expected, plan.ModelClasses.ClassOf(model));
            foreach (var kind in TokenKinds.All)
                Assert.True(plan.ChargeFor(kind, model).Counts(kind, expected));
        }
    }

    [Fact]
    public void Usage_that_no_charge_or_two_charges_would_bill_is_refused()
    {
        var errors = Errors(plan =>
        {
            var charges = plan["charges"]!.AsArray();
            charges.First(charge => (string)charge!["charge_id"]! == "tools")!["token_kinds"] = new JsonArray("audio_output");
        });

        Assert.Equal(8, errors.Count);
        Assert.Contains("charges: nothing bills tool of class small", errors);
        Assert.Contains("charges: audio_output of class large is billed by audio-output and tools", errors);
    }

    [Fact]
    public void Every_mistake_in_a_plan_is_named_at_once()
    {
        var errors = Errors(plan =>
        {
            plan["plan_id"] = "Starter Plan";
            plan["version"] = "";
            plan["currency"] = "JPY";
            plan["recurring_fee"] = "-1";
            plan["seat_fee"] = "0.005";
            plan["model_classes"]!.AsArray().RemoveAt(3);
            var charge = plan["charges"]![0]!;
            charge["charge_id"] = "seats";
            charge["token_kinds"] = new JsonArray("inputs");
            charge["model_classes"] = new JsonArray("tiny");
            charge["included_tokens"] = -1;
            charge["tiers"] = JsonNode.Parse("""
                [{ "up_to_tokens": 10, "price_per_million": "1e3" }, { "up_to_tokens": 10, "price_per_million": "0.0000001" }, { "up_to_tokens": 20, "price_per_million": null }]
                """);
        });

        Assert.Contains(errors, error => error.StartsWith("plan_id:"));
        Assert.Contains("version: is required", errors);
        Assert.Contains(errors, error => error.StartsWith("currency:"));
        Assert.Contains(errors, error => error.StartsWith("recurring_fee:"));
        Assert.Contains(errors, error => error.StartsWith("seat_fee:"));
        Assert.Contains(errors, error => error.StartsWith("model_classes: the last one must have the pattern '*'"));
        Assert.Contains("charges[0].charge_id: 'seats' is used already", errors);
        Assert.Contains("charges[0].token_kinds: 'inputs' is not a token kind", errors);
        Assert.Contains("charges[0].model_classes: 'tiny' is not a class of this plan", errors);
        Assert.Contains(errors, error => error.StartsWith("charges[0].included_tokens:"));
        Assert.Contains(errors, error => error.StartsWith("charges[0].tiers[0].price_per_million:"));
        Assert.Contains(errors, error => error.StartsWith("charges[0].tiers[1].price_per_million:"));
        Assert.Contains(errors, error => error.StartsWith("charges[0].tiers[1].up_to_tokens:"));
        Assert.Contains(errors, error => error.StartsWith("charges[0].tiers[2].price_per_million:"));
        Assert.Contains(errors, error => error.StartsWith("charges[0].tiers[2].up_to_tokens:"));
    }

    [Fact]
    public void What_a_plan_puts_around_its_charges_is_validated_too()
    {
        var errors = Errors(plan =>
        {
            plan["effective_from"] = "2026-12-01";
            plan["effective_to"] = "2026-12-01";
            plan["fee_term"] = "sometimes";
            plan["minimum_commit"] = "-5";
            plan["discounts"] = JsonNode.Parse("""[{ "discount_id": "a", "display_name": "A", "percent": "101", "amount": "1.00", "charges": ["nothing"] }]""");
            plan["burst_packs"] = JsonNode.Parse("""[{ "pack_id": "a", "display_name": "A", "charge_id": "nothing", "tokens": 0, "price": "79228162514264337593543950336" }]""");
            plan["charges"]![0]!["model"] = "percentage";
            plan["charges"]![1]!["fee"] = "1.00";
            plan["charges"]![2]!["maximum"] = "1.00";
            plan["charges"]![2]!["minimum"] = "2.00";
        });

        Assert.Equal(12, errors.Count);
        Assert.Contains("effective_to: must be after effective_from", errors);
        Assert.Contains("charges[0].model: must be one of graduated, volume, package, per_unit, flat for what it counts", errors);
        Assert.Contains("charges[1].fee: has no place in model graduated", errors);
        Assert.Contains("charges[2].maximum: must not be below minimum", errors);
        Assert.Contains(errors, error => error.StartsWith("burst_packs[0].price:"));
    }

    [Fact]
    public void A_plan_without_any_price_is_refused()
    {
        var errors = Errors(plan =>
        {
            plan["recurring_fee"] = "0.00";
            foreach (var charge in plan["charges"]!.AsArray())
                charge!.Reprice("per_unit", ("price_per_million", "0"));
        });

        Assert.Equal(["charges: the plan has no price anywhere"], errors);
    }

    [Theory]
    [InlineData("volume", "2")]
    [InlineData("graduated", "3")]
    public void Every_charge_model_can_be_written_in_a_plan(string tiered, string amount)
    {
        var plan = TestPlans.Plan("starter", plan =>
        {
            plan.Charge("tools").Reprice(tiered, ("tiers", JsonNode.Parse(
                """[{ "up_to_tokens": 1000, "price_per_million": "2000", "fee": "1.00" }, { "up_to_tokens": 0, "price_per_million": "1000" }]""")!));
            plan.Charge("audio-input").Reprice("package", ("package_tokens", 1000), ("package_price", "0.50"));
            plan.Charge("audio-output").Reprice("per_unit", ("price_per_million", "5"));
            plan.Charge("image-output").Reprice("flat", ("fee", "9.00"));
        });

        // A thousand at 2 and the fee, or all at 1: the tiers tell graduated and volume apart.
        Assert.Equal(decimal.Parse(amount) + (tiered == "graduated" ? 1 : 0), plan.Charge("tools").AmountFor(2000, 0));
        Assert.Equal(1.00m, plan.Charge("audio-input").AmountFor(1001, 0));
        Assert.Equal(0.000005m, plan.Charge("audio-output").AmountFor(1, 0));
        Assert.Equal(9.00m, plan.Charge("image-output").AmountFor(1, 0));
    }

    [Theory]
    [InlineData(null, null, null, null, false)]
    [InlineData(null, null, "2026-12-01", null, true)]
    [InlineData("2026-11-01", "2026-12-02", "2026-12-01", null, false)]
    [InlineData("2026-11-01", "2026-12-01", "2026-12-01", null, true)]
    [InlineData("2026-12-01", null, "2026-12-01", "2027-01-01", false)]
    public void Versions_of_a_plan_follow_each_other(string? from, string? to, string? nextFrom, string? nextTo, bool allowed)
    {
        PlanFile File(string version, string? begin, string? end)
        {
            var json = TestPlans.Json("starter", plan => (plan["version"], plan["effective_from"], plan["effective_to"]) = (version, begin, end));
            return new(PlanReader.Read("test", json), json);
        }

        Assert.Equal(allowed, !PlanTimeline.Conflicts([File("1", from, to), File("2", nextFrom, nextTo)]).Any());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{ "plan_id": "x", "discount": "10%" }""")]
    [InlineData("""{ "plan_id": "x", "charges": [null], "model_classes": [null] }""")]
    public void What_is_not_a_plan_is_refused(string json) =>
        Assert.NotEmpty(Assert.Throws<InvalidPlanException>(() => PlanReader.Read("test", json)).Errors);

    private static IReadOnlyList<string> Errors(Action<JsonNode> change)
    {
        var plan = JsonNode.Parse(Shipped.Json("starter"))!;
        change(plan);
        return Assert.Throws<InvalidPlanException>(() => PlanReader.Read("test", plan.ToJsonString())).Errors;
    }
}
