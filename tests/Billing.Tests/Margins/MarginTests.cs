using NodaTime;
using Tollgate.Billing.Margins;
using Tollgate.Billing.Subscriptions;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Billing.Tests.Margins;

public sealed class MarginTests
{
    private static readonly Instant March = Instant.FromUtc(2026, 3, 1, 0, 0);

    [Fact]
    public void Margin_is_price_less_everything_it_cost()
    {
        var rows = GetMargin.Rows(
            [new TenantEarnings("a", "pro", 0.000001m, 0.000009m), new TenantEarnings("b", "", 0, 0)],
            [Cost("a", 2_000, 500, 1_500), Cost("c", 40, 0, 0), Cost("", 0, 0, 7)]);

        Assert.Equal(["a", "b", "c", ""], rows.Select(row => row.TenantId));
        Assert.Equal((10_000, 6_000, 6_000), (rows[0].Price, rows[0].Margin, rows[0].BasisPoints));
        Assert.Equal([6_000, 0, -40, -7], rows.Select(row => row.Margin));
        Assert.Equal(5_953, MarginRow.Sum("", "", [.. rows]).Margin);
    }

    [Fact]
    public void Fees_are_in_proportion_to_time_and_add_up_over_a_period()
    {
        var subscription = new Subscription(Guid.NewGuid(), "a", "pro", "1", Seats: 3, March);

        Assert.Equal(1m, Shares(subscription, March, March + Duration.FromDays(31)));
        Assert.Equal(1m / 31, Shares(subscription, March + Duration.FromDays(4), March + Duration.FromDays(5)));
        Assert.Equal(0m, Shares(subscription, March - Duration.FromDays(9), March));
        Assert.Equal(2m, Shares(subscription, March - Duration.FromDays(9), Instant.FromUtc(2026, 5, 1, 0, 0)));
    }

    [Fact]
    public void Each_terms_are_charged_while_they_hold_and_neither_a_trial_nor_what_comes_after_the_end()
    {
        var change = March + Duration.FromDays(10);
        var subscription = new Subscription(Guid.NewGuid(), "a", "pro", "2", Seats: 5, March - Duration.FromDays(14))
        {
            TrialEnd = March,
            EndTime = March + Duration.FromDays(20),
            Terms =
            [
                new(March - Duration.FromDays(14), "starter", "1", 2, TermsReasons.Created),
                new(change, "pro", "2", 5, TermsReasons.Upgrade),
            ],
        };

        var stretches = Earnings.Stretches(subscription, March - Duration.FromDays(30), March + Duration.FromDays(60)).ToArray();

        Assert.Equal(["starter", "pro"], stretches.Select(stretch => stretch.Terms.PlanId));
        Assert.Equal([10m / 31, 10m / 31], stretches.Select(stretch => stretch.Share));
    }

    private static decimal Shares(Subscription subscription, Instant start, Instant end) =>
        Earnings.Stretches(subscription, start, end).Sum(stretch => stretch.Share);

    private static TenantCost Cost(string tenant, long customer, long platform, long items)
    {
        Money Nanos(long nanos) => new() { Currency = "USD", Nanos = nanos };
        var cost = new TenantCost { TenantId = tenant, CustomerUsage = Nanos(customer), PlatformUsage = Nanos(platform), Total = Nanos(customer + platform + items) };
        if (items > 0)
            cost.Items.Add(new CategoryCost { Category = "storage", Cost = Nanos(items) });
        return cost;
    }
}
