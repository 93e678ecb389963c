using System.Text.Json.Nodes;
using Tollgate.Billing.Experiments;

namespace Tollgate.Billing.Tests.Experiments;

public class PriceGuardTests
{
    [Fact]
    public void The_same_price_and_any_lower_one_are_within_the_contract()
    {
        Assert.Empty(Why(_ => { }));
        Assert.Empty(Why(plan => plan["recurring_fee"] = "39.00"));
        Assert.Empty(Why(plan => plan.Charge("small-output")["tiers"] = JsonNode.Parse("""[{"up_to_tokens": 5000000, "price_per_million": "1.50"}, {"up_to_tokens": 0, "price_per_million": "1.00"}]""")));
        Assert.Empty(Why(plan => plan.Charge("small-output")["included_tokens"] = 900_000_000));
        Assert.Empty(Why(plan => plan["discounts"] = JsonNode.Parse("""[{ "discount_id": "friends", "display_name": "Friends", "percent": "5" }]""")));
    }

    [Fact]
    public void What_may_cost_more_for_any_quantity_is_found()
    {
        Assert.Contains("recurring_fee: is above the plan's", Why(plan => plan["recurring_fee"] = "49.01"));
        Assert.Contains("minimum_commit: is above the plan's", Why(plan => plan["minimum_commit"] = "1.00"));
        Assert.Contains(Why(plan => plan.Charge("small-output")["included_tokens"] = 0), why => why.Contains("includes less", StringComparison.Ordinal));
        Assert.Contains(Why(plan => plan.Charge("small-output")["minimum"] = "1.00"), why => why.Contains("minimum is above", StringComparison.Ordinal));
        // Cheaper at first, and dearer from somewhere far out on.
        Assert.Contains(
            Why(plan => plan.Charge("small-output")["tiers"] = JsonNode.Parse("""[{"up_to_tokens": 900000000, "price_per_million": "0.10"}, {"up_to_tokens": 0, "price_per_million": "99.00"}]""")),
            why => why.Contains("for some quantity", StringComparison.Ordinal));
        // Dearer on one short stretch only.
        Assert.Contains(
            Why(plan => plan.Charge("small-output")["tiers"] = JsonNode.Parse(
                """[{"up_to_tokens": 1000, "price_per_million": "50.00"}, {"up_to_tokens": 0, "price_per_million": "0.01"}]""")),
            why => why.Contains("for some quantity", StringComparison.Ordinal));
        Assert.Contains(Why(plan => plan.Charge("tools").Reprice("package", ("package_tokens", 1000), ("package_price", "0.01"))), why => why.Contains("for some quantity", StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_but_prices_may_differ()
    {
        Assert.Contains("features: must be the plan's", Why(plan => plan["features"] = new JsonArray()));
        Assert.Contains("user_limits: must be the plan's", Why(plan => plan["user_limits"] = JsonNode.Parse("""{"tokens_per_day": 5, "requests_per_minute": 1}""")));
        Assert.Contains("fee_term, proration: must be the plan's", Why(plan => plan["fee_term"] = "in_arrears"));
        Assert.Contains("service_level: must be the plan's", Why(plan => plan["service_level"]!["credit_tiers"] = new JsonArray(), "enterprise"));
        Assert.Contains("burst_packs: one of the plan's is missing, smaller or dearer", Why(plan => plan["burst_packs"] = new JsonArray()));
    }

    private static IReadOnlyList<string> Why(Action<JsonNode> change, string planId = "starter") =>
        PriceGuard.WhyAbove(TestPlans.Plan(planId, change), Shipped.Plan(planId));
}
