using NodaTime;
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

    private static Statement Of(string planId, int seats, Dictionary<string, ChargeTotal> charges)
    {
        var plan = Shipped.Plan(planId);
        var subscription = new Subscription(Guid.NewGuid(), "acme", planId, plan.Version, seats, Start);
        return Statement.Of(subscription, plan, subscription.PeriodAt(Start), charges, 1, 0);
    }
}
