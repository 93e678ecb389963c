using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Billing.Margins;
using Tollgate.Contracts.Billing.V1;

namespace Tollgate.Billing.Tests.Margins;

[Collection(BillingCollection.Name)]
public sealed class GetMarginTests(BillingFixture fixture)
{
    private readonly string dollars = $"t-{Guid.NewGuid():N}";
    private readonly string euros = $"t-{Guid.NewGuid():N}";

    [Fact]
    public async Task Subscriptions_are_compared_with_what_Metering_says_they_cost_and_other_currencies_are_named()
    {
        var planId = $"p-{Guid.NewGuid():N}";
        await fixture.App.Plans.PublishPlanAsync(new()
        {
            Document = TestPlans.Json("pro", plan => (plan["plan_id"], plan["effective_from"], plan["currency"]) = (planId, "2026-01-01", "EUR")),
        });
        await fixture.App.Subscriptions.CreateSubscriptionAsync(new() { TenantId = euros, PlanId = planId });
        var subscription = (await fixture.App.Subscriptions.CreateSubscriptionAsync(new() { TenantId = dollars, PlanId = "starter" })).Subscription;
        var start = subscription.StartTime.ToDateTime();

        var answer = await MarginAsync(start, start.AddHours(12));

        var margin = Assert.Single(answer.Tenants, row => row.TenantId == dollars);
        Assert.Equal("starter", margin.PlanId);
        Assert.Equal((700, 100, 30), (margin.UsageCost.Nanos, margin.PlatformCost.Nanos, margin.ItemCost.Nanos));
        Assert.True(margin.Fees.Nanos > 0);
        Assert.Equal(margin.Fees.Nanos - 830, margin.Amount.Nanos);
        Assert.Contains(euros, answer.NotCompared);
        Assert.DoesNotContain(answer.Tenants, row => row.TenantId == euros);
        Assert.Equal(answer.Tenants.Sum(row => row.Amount.Nanos), answer.Total.Amount.Nanos);
        Assert.Equal(answer.Total.Amount.Nanos, answer.Plans.Sum(row => row.Amount.Nanos));
    }

    private Task<GetMarginResponse> MarginAsync(DateTime start, DateTime end) =>
        new GetMargin(fixture.App.Services.GetRequiredService<Earnings>(), new FakeCosts(700, 100, 30, dollars, euros), TimeProvider.System)
            .ExecuteAsync(new GetMarginRequest { StartTime = start.ToTimestamp(), EndTime = end.ToTimestamp() }, default);
}
