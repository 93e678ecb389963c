using System.Text.Json.Nodes;
using NodaTime;
using Tollgate.Billing.Plans;
using Tollgate.Billing.Statements;
using Tollgate.Billing.Subscriptions;

namespace Tollgate.Billing.Tests.Statements;

public class StatementTests
{
    private static readonly Instant Start = Instant.FromUtc(2026, 11, 1, 0, 0);

    [Fact]
    public void Each_line_is_rounded_once_half_to_even_and_the_total_is_their_sum()
    {
        var statement = Of("pro", 3, new()
        {
            ["small-input"] = new(30_000_000, 0.125m),
            ["small-output"] = new(9, 0.135m),
            ["large-output"] = new(9, 0.0049999m),
            ["tools"] = new(9, 2.5050001m),
        });

        Assert.Equal(
            [("recurring", 299.00m), ("seats", 36.00m), ("small-input", 0.12m), ("small-output", 0.14m), ("large-output", 0.00m), ("tools", 2.51m)],
            statement.Lines.Select(line => (line.ChargeId, line.Amount)));
        Assert.Equal(337.77m, statement.Total);
    }

    [Fact]
    public void A_line_says_how_much_of_it_was_included()
    {
        var lines = Of("pro", 1, new()
        {
            ["small-input"] = new(30_000_000, 1),
            ["small-output"] = new(7, 0),
            ["large-input"] = new(-7, 0),
        }).Lines.ToDictionary(line => line.ChargeId);

        Assert.Equal((30_000_000, 20_000_000), (lines["small-input"].Quantity, lines["small-input"].Included));
        Assert.Equal((7, 7), (lines["small-output"].Quantity, lines["small-output"].Included));
        Assert.Equal((-7, 0), (lines["large-input"].Quantity, lines["large-input"].Included));
    }

    [Fact]
    public void A_plan_without_a_seat_fee_has_no_seats_line() =>
        Assert.Equal(["recurring"], Of("starter", 5, []).Lines.Select(line => line.ChargeId));

    [Fact]
    public void A_line_names_the_tiers_that_its_amount_is_made_of()
    {
        var line = Of("pro", 1, new() { ["small-input"] = new(130_000_000, 58.86m) }).Lines.Single(line => line.ChargeId == "small-input");

        Assert.Equal([(1, 100_000_000m, 54m), (2, 10_000_000m, 4.86m)], line.Parts.Select(part => (part.Tier, part.Quantity, part.Amount)));
        Assert.Equal(line.Amount, line.Parts.Sum(part => part.Amount));
    }

    [Theory]
    [InlineData("in_advance", "day")]
    [InlineData("in_advance", "second")]
    [InlineData("in_arrears", "day")]
    [InlineData("in_arrears", "second")]
    public void A_plan_change_is_paid_by_the_time_on_each_plan_whatever_the_term(string term, string proration)
    {
        var (starter, pro) = (Terms("starter"), Terms("pro"));
        var change = Start + Duration.FromDays(12);
        var subscription = Acme(starter) with { Terms = [new(Start, "starter", "1", 1, TermsReasons.Created), new(change, "pro", "1", 3, TermsReasons.Upgrade)] };

        var lines = Of(subscription, starter, pro).Lines;

        // 12 of 30 days at 49, 18 at 299 and 18 at three seats of 12.
        Assert.Equal(19.60m + 179.40m + 21.60m, lines.Sum(line => line.Amount));
        Assert.Equal(lines.Count, lines.Select(line => line.LineId).Distinct().Count());
        Assert.Contains(lines, line => line.Description.StartsWith("Pro plan after the upgrade from Starter on 2026-11-13", StringComparison.Ordinal));
        if (term == "in_advance")
            Assert.Equal((49m, -29.40m), (lines[0].Amount, lines[1].Amount));

        Plan Terms(string planId) => TestPlans.Plan(planId, plan => (plan["fee_term"], plan["proration"], plan["version"]) = (term, proration, "1"));
    }

    [Fact]
    public void Seats_are_paid_for_as_long_as_they_are_there_and_their_lines_say_why()
    {
        var pro = TestPlans.Plan("pro", plan => plan["proration"] = "day");
        var subscription = Acme(pro) with
        {
            Terms =
            [
                new(Start, "pro", pro.Version, 2, TermsReasons.Created), new(Start + Duration.FromDays(10), "pro", pro.Version, 5, TermsReasons.SeatsAdded),
                new(Start + Duration.FromDays(20), "pro", pro.Version, 4, TermsReasons.SeatsRemoved),
            ],
        };

        var seats = Of(subscription, pro).Lines.Where(line => line.ChargeId == "seats").ToArray();

        Assert.Equal([24.00m, 24.00m, -4.00m], seats.Select(line => line.Amount));
        Assert.Equal(["Seats", "3 seats added on 2026-11-11, 20 of 30 days", "1 seat removed on 2026-11-21, 10 of 30 days"], seats.Select(line => line.Description));
    }

    [Fact]
    public void A_cancellation_gives_back_what_is_unused()
    {
        var starter = Shipped.Plan("starter");
        var lines = Of(Acme(starter) with { EndTime = Start + Duration.FromDays(15) }, starter).Lines;

        Assert.Equal([49.00m, -24.50m], lines.Select(line => line.Amount));
        Assert.Equal("Starter plan, unused after the cancellation on 2026-11-16, 15 of 30 days", lines[1].Description);
    }

    [Fact]
    public void Nothing_is_asked_for_a_trial()
    {
        var plan = TestPlans.Plan("pro", plan => plan["minimum_commit"] = "100.00");
        var statement = Of(Acme(plan) with { TrialEnd = Start + Duration.FromDays(14) }, plan);

        Assert.Equal(0, statement.Total);
        Assert.Equal("Pro plan, trial until 2026-11-15", Assert.Single(statement.Lines).Description);
    }

    [Fact]
    public void Minimum_maximum_packs_and_discounts_have_lines_of_their_own()
    {
        var plan = TestPlans.Plan("starter", plan =>
        {
            plan.Charge("tools")["maximum"] = "10.00";
            plan.Charge("audio-input")["minimum"] = "5.00";
            plan["minimum_commit"] = "20.00";
            plan["discounts"] = JsonNode.Parse(
                """
                [{ "discount_id": "welcome", "display_name": "Welcome", "percent": "50", "charges": ["recurring"], "from": "2026-11-01", "to": "2026-12-01" },
                 { "discount_id": "over", "display_name": "Over", "percent": "50", "to": "2026-11-01" },
                 { "discount_id": "voucher", "display_name": "Voucher", "amount": "1.00" }]
                """);
        });
        var usage = new Dictionary<string, ChargeTotal> { ["tools"] = new(1000, 15m), ["small-output"] = new(2_000_000, 3.60m) };
        var pack = new PackPurchase(Guid.NewGuid(), "small-output-1m", "One million", "small-output", 1_000_000, 1.90m, Start);

        var lines = Of(Acme(plan), [pack], usage, plan).Lines;

        Assert.Equal(
            [
                ("recurring", 49.00m), ("small-output", 3.60m), ("small-output", 1.90m), ("small-output", -2.40m), ("audio-input", 5.00m), ("tools", 15.00m),
                ("tools", -5.00m), ("minimum-commit", 1.90m), ("welcome", -24.50m), ("voucher", -1.00m),
            ],
            lines.Select(line => (line.ChargeId, line.Amount)));
        Assert.Equal(lines.Count, lines.Select(line => line.LineId).Distinct().Count());
    }

    private static Subscription Acme(Plan plan) => new(Guid.NewGuid(), "acme", plan.PlanId, plan.Version, 1, Start);

    private static Statement Of(string planId, int seats, Dictionary<string, ChargeTotal> charges) =>
        Of(Acme(Shipped.Plan(planId)) with { Seats = seats }, [], charges, Shipped.Plan(planId));

    private static Statement Of(Subscription subscription, params Plan[] plans) => Of(subscription, [], [], plans);

    private static Statement Of(Subscription subscription, PackPurchase[] packs, Dictionary<string, ChargeTotal> charges, params Plan[] plans)
    {
        var period = subscription.PeriodAt(Start);
        return Statement.Of(subscription, period, [.. subscription.SegmentsOf(period).Select((segment, i) => new SegmentUsage(segment, plans[i], charges, packs))], 1, 0);
    }
}
