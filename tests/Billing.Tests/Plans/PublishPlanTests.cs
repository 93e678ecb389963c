using Grpc.Core;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Billing.Tests.Plans;

[Collection(BillingCollection.Name)]
public class PublishPlanTests(BillingFixture fixture)
{
    private readonly string planId = $"p-{Guid.NewGuid():N}";

    [Fact]
    public async Task A_published_plan_is_on_offer_at_every_replica_in_the_version_whose_time_it_is()
    {
        await PublishAsync("1", "2026-01-01", "39.00");
        await PublishAsync("1", "2026-01-01", "39.00");
        await PublishAsync("2", "2026-02-01", "59.00");
        await PublishAsync("3", "2099-01-01", "99.00");

        var offered = (await fixture.Other.Plans.ListPlansAsync(new())).Plans.Single(plan => plan.PlanId == planId);
        var subscription = (await fixture.Other.Subscriptions.CreateSubscriptionAsync(new() { TenantId = $"t-{planId}", PlanId = planId })).Subscription;

        Assert.Equal(("2", 59_000_000_000), (offered.Version, offered.RecurringFee.Nanos));
        Assert.Equal("2", subscription.PlanVersion);
    }

    [Fact]
    public async Task Everything_wrong_with_a_plan_is_named_and_nothing_is_changed()
    {
        var document = TestPlans.Json("starter", plan =>
        {
            (plan["plan_id"], plan["effective_from"], plan["currency"], plan["recurring_fee"]) = (planId, "2026-01-01", "XTS", "-1");
            plan["charges"]!.AsArray().RemoveAt(0);
            plan.Charge("tools").AsObject().Remove("tiers");
        });

        var error = await ErrorAsync(document);

        Assert.Equal((ErrorKind.InvalidArgument, "INVALID_PLAN"), (error.Kind, error.Reason));
        Assert.Equal(
            ["document.currency", "document.recurring_fee", "document.charges[12].tiers", "document.burst_packs[1].charge_id"],
            error.Fields.Select(field => field.Field));
        await AssertNotOfferedAsync();
    }

    [Fact]
    public async Task Overlapping_effective_dates_are_refused_and_nothing_is_changed()
    {
        await PublishAsync("1", "2026-01-01", "39.00", to: "2027-01-01");

        var error = await ErrorAsync(Document("2", "2026-12-31", "59.00"));
        var same = await ErrorAsync(Document("3", "2026-01-01", "59.00"));

        Assert.Equal((ErrorKind.InvalidArgument, "OVERLAPPING_EFFECTIVE_DATES", "effective_from"), (error.Kind, error.Reason, error.Fields.Single().Field));
        Assert.Equal("OVERLAPPING_EFFECTIVE_DATES", same.Reason);
        Assert.Equal("1", (await fixture.App.Plans.ListPlansAsync(new())).Plans.Single(plan => plan.PlanId == planId).Version);
    }

    [Fact]
    public async Task Two_that_overlap_cannot_both_be_published_by_racing()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(async i =>
        {
            try
            {
                await (i % 2 == 0 ? fixture.App : fixture.Other).Plans.PublishPlanAsync(new() { Document = Document($"{i}", "2026-01-01", "39.00") });
                return true;
            }
            catch (RpcException ex) when (TollgateException.FromRpc(ex).Reason == "OVERLAPPING_EFFECTIVE_DATES")
            {
                return false;
            }
        }));

        Assert.Single(outcomes, published => published);
    }

    [Fact]
    public async Task A_version_never_changes_its_terms()
    {
        await PublishAsync("1", "2026-01-01", "39.00");

        var error = await ErrorAsync(Document("1", "2026-01-01", "40.00"));

        Assert.Equal((ErrorKind.FailedPrecondition, "PLAN_VERSION_EXISTS"), (error.Kind, error.Reason));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"plan_id\":\"x\\u0000\"}")]
    public async Task What_is_not_a_plan_is_refused(string document) => Assert.Equal(ErrorKind.InvalidArgument, (await ErrorAsync(document)).Kind);

    [Fact]
    public async Task A_published_plan_says_from_when()
    {
        var error = await ErrorAsync(Document("1", null, "39.00"));

        Assert.Equal("effective_from", error.Fields.Single().Field);
        await AssertNotOfferedAsync();
    }

    private async Task PublishAsync(string version, string from, string fee, string? to = null) =>
        await fixture.App.Plans.PublishPlanAsync(new() { Document = Document(version, from, fee, to) });

    private async Task AssertNotOfferedAsync() =>
        Assert.DoesNotContain((await fixture.App.Plans.ListPlansAsync(new())).Plans, plan => plan.PlanId == planId);

    private async Task<TollgateException> ErrorAsync(string document) =>
        TollgateException.FromRpc(await Assert.ThrowsAsync<RpcException>(() => fixture.App.Plans.PublishPlanAsync(new() { Document = document }).ResponseAsync));

    private string Document(string version, string? from, string fee, string? to = null) => TestPlans.Json("starter", plan =>
        (plan["plan_id"], plan["version"], plan["effective_from"], plan["effective_to"], plan["recurring_fee"]) = (planId, version, from, to, fee));
}
