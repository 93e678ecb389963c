using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Tollgate.Billing.Entitlements;
using Tollgate.Billing.Rating;
using Tollgate.Contracts.Billing.V1;

namespace Tollgate.Billing.Tests.Entitlements;

[Collection(BillingCollection.Name)]
public class EntitlementsTests(BillingFixture fixture)
{
    private readonly string tenant = $"t-{Guid.NewGuid():N}";

    [Fact]
    public async Task Whoever_asks_for_what_changed_hears_of_every_change_and_of_nothing_twice()
    {
        var start = await NewestAsync();
        await fixture.App.Subscriptions.CreateSubscriptionAsync(new() { TenantId = tenant, PlanId = "pro" });
        var subscribed = Assert.Single(await MineAsync(start));
        Assert.Equal(("pro", AccountStatus.Active, false), (subscribed.PlanId, subscribed.Status, subscribed.Prepaid));
        Assert.Equal(Shipped.Plan("pro").Features, subscribed.Features);
        Assert.Empty(await MineAsync(subscribed.Version));

        var set = (await fixture.Other.Entitlements.SetAccountAsync(new() { TenantId = tenant, Prepaid = true, Status = AccountStatus.Suspended })).Entitlements;
        Assert.Equal(set, Assert.Single(await MineAsync(subscribed.Version)));
        Assert.Equal((AccountStatus.Suspended, true), (set.Status, set.Prepaid));
    }

    [Fact]
    public async Task Rating_and_setting_the_same_again_are_no_changes()
    {
        await fixture.App.Subscriptions.CreateSubscriptionAsync(new() { TenantId = tenant, PlanId = "pro" });
        await fixture.App.Entitlements.SetAccountAsync(new() { TenantId = tenant, Prepaid = true });
        var before = await NewestAsync();

        await fixture.App.Services.GetRequiredService<RateUsage>().ExecuteAsync([Usage.Of(tenant, new() { Input = 5 })], CancellationToken.None);
        await fixture.App.Entitlements.SetAccountAsync(new() { TenantId = tenant, Prepaid = true, Status = AccountStatus.Active });
        await fixture.App.Entitlements.SetAccountAsync(new() { TenantId = tenant });

        Assert.Empty(await MineAsync(before));
    }

    [Fact]
    public async Task A_change_at_the_periods_end_raises_the_version_when_it_takes_effect_and_not_when_it_is_asked_for()
    {
        await fixture.App.Subscriptions.CreateSubscriptionAsync(new() { TenantId = tenant, PlanId = "starter" });
        await RaiseAsync();
        var before = await NewestAsync();

        await fixture.App.Subscriptions.ChangeSubscriptionAsync(new() { TenantId = tenant, RequestId = "up", PlanId = "pro", When = ChangeWhen.PeriodEnd });
        await RaiseAsync();
        Assert.Empty(await MineAsync(before));

        await ExecuteAsync("update subscription_terms t set start_time = clock_timestamp() from subscriptions s where s.subscription_id = t.subscription_id and s.tenant_id = $1 and t.start_time > now()");
        await Task.WhenAll(RaiseAsync(), RaiseAsync(fixture.Other));
        var raised = Assert.Single(await MineAsync(before));
        Assert.Equal("pro", raised.PlanId);
        await RaiseAsync();
        Assert.Empty(await MineAsync(raised.Version));
    }

    [Fact]
    public async Task A_change_now_and_an_end_raise_the_version_once()
    {
        await fixture.App.Subscriptions.CreateSubscriptionAsync(new() { TenantId = tenant, PlanId = "starter" });
        var before = await NewestAsync();
        await fixture.App.Subscriptions.ChangeSubscriptionAsync(new() { TenantId = tenant, RequestId = "up", PlanId = "pro", When = ChangeWhen.Immediately });
        await RaiseAsync();
        var changed = Assert.Single(await MineAsync(before));
        Assert.Equal("pro", changed.PlanId);

        await ExecuteAsync("update subscriptions set end_time = clock_timestamp() + interval '1 day', end_reason = 'test' where tenant_id = $1");
        Assert.Empty(await MineAsync(changed.Version));
        await ExecuteAsync("update subscriptions set end_time = clock_timestamp(), end_reason = 'test' where tenant_id = $1");
        await RaiseAsync();
        Assert.Equal("", Assert.Single(await MineAsync(changed.Version)).PlanId);
    }

    [Fact]
    public async Task A_tenant_without_a_subscription_can_be_suspended()
    {
        var set = (await fixture.App.Entitlements.SetAccountAsync(new() { TenantId = tenant, Status = AccountStatus.Suspended })).Entitlements;

        Assert.Equal((AccountStatus.Suspended, ""), (set.Status, set.PlanId));
    }

    [Fact]
    public async Task Bad_requests_name_the_field()
    {
        foreach (var bad in new SetAccountRequest[] { new() { TenantId = "Not an id" }, new() { TenantId = tenant, Status = (AccountStatus)99 } })
        {
            var error = await Assert.ThrowsAsync<RpcException>(async () => await fixture.App.Entitlements.SetAccountAsync(bad));
            Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        }
    }

    private async Task<List<Contracts.Billing.V1.Entitlements>> ListAsync(long after)
    {
        var all = new List<Contracts.Billing.V1.Entitlements>();
        while (true)
        {
            var page = await fixture.App.Entitlements.ListEntitlementsAsync(new() { AfterVersion = after, PageSize = 3 });
            all.AddRange(page.Entitlements);
            if (page.Entitlements.Count < 3)
                return all;
            after = page.Entitlements[^1].Version;
        }
    }

    private async Task<Contracts.Billing.V1.Entitlements[]> MineAsync(long after) => [.. (await ListAsync(after)).Where(change => change.TenantId == tenant)];

    private Task<int> RaiseAsync(BillingApp? app = null) => (app ?? fixture.App).Services.GetRequiredService<RaiseEntitlements>().ExecuteAsync(CancellationToken.None);

    private async Task ExecuteAsync(string sql)
    {
        await using var database = NpgsqlDataSource.Create(fixture.Database);
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenant });
        await command.ExecuteNonQueryAsync();
    }

    private async Task<long> NewestAsync() => (await ListAsync(0)).LastOrDefault()?.Version ?? 0;
}
