using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Billing.Rating;
using Tollgate.Contracts.Billing.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Billing.Tests.Subscriptions;

[Collection(BillingCollection.Name)]
public class ChangeSubscriptionTests(BillingFixture fixture)
{
    private readonly string tenant = $"t-{Guid.NewGuid():N}";

    [Fact]
    public async Task A_plan_change_now_splits_the_period_and_usage_counts_where_it_is_recorded()
    {
        await SubscribeAsync("starter");
        var early = Usage.Of(tenant, new() { Tool = 100 });
        await RateAsync(early);

        var changed = await ChangeAsync("pro", seats: 3);
        await RateAsync(Usage.Of(tenant, new() { Tool = 100 }));
        // A correction of the first: in the open segment, at the new price, once.
        var correction = early with { Revision = 2, EventId = Guid.NewGuid(), Usage = new() { Tool = -40 }, RecordTime = DateTimeOffset.UtcNow };
        await RateAsync(correction);
        await RateAsync(correction);

        var statement = await StatementAsync();
        Assert.Equal(("pro", 3), (changed.PlanId, changed.Seats));
        Assert.Equal(["CREATED", "UPGRADE"], changed.Terms.Select(terms => terms.Reason));
        Assert.Equal([(100, 1_500_000_000), (60, 810_000_000)], statement.Lines.Where(line => line.ChargeId == "tools").Select(line => (line.Quantity, line.Amount.Nanos)));
        Assert.Equal(-40, statement.Lines.Last(line => line.ChargeId == "tools").AdjustmentQuantity);
        Assert.Equal(statement.Total.Nanos, statement.Lines.Sum(line => line.Amount.Nanos));
        Assert.Equal(statement.Lines.Count, statement.Lines.Select(line => line.LineId).Distinct().Count());
        Assert.Equal(3, statement.UsageRecords);
        await AssertAtRestAsync();
    }

    [Fact]
    public async Task Asking_again_changes_nothing_and_the_same_id_for_something_else_is_refused()
    {
        await SubscribeAsync("starter");
        var request = new ChangeSubscriptionRequest { TenantId = tenant, RequestId = "r1", PlanId = "pro", When = ChangeWhen.Immediately };

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i =>
            (i % 2 == 0 ? fixture.App : fixture.Other).Subscriptions.ChangeSubscriptionAsync(request).ResponseAsync));
        var error = await ErrorAsync(() => fixture.App.Subscriptions.ChangeSubscriptionAsync(new(request) { PlanId = "enterprise" }).ResponseAsync);

        Assert.All(answers, answer => Assert.Equal(2, answer.Subscription.Terms.Count));
        Assert.Equal("REQUEST_ID_REUSED", error.Reason);
    }

    [Fact]
    public async Task A_change_at_the_end_of_the_period_waits_for_it_and_the_last_word_holds()
    {
        await SubscribeAsync("pro");
        await ChangeAsync("enterprise", when: ChangeWhen.PeriodEnd);

        var changed = await ChangeAsync("starter", when: ChangeWhen.PeriodEnd);

        Assert.Equal("pro", changed.PlanId);
        Assert.Equal([("pro", "CREATED"), ("starter", "DOWNGRADE")], changed.Terms.Select(terms => (terms.PlanId, terms.Reason)));
        Assert.Equal(changed.PeriodEnd, changed.Terms[1].StartTime);
        Assert.Equal(["recurring", "seats"], (await StatementAsync()).Lines.Select(line => line.ChargeId));
    }

    [Fact]
    public async Task Seats_change_within_a_plan_without_splitting_its_usage()
    {
        await SubscribeAsync("pro");
        await RateAsync(Usage.Of(tenant, new() { Tool = 1 }));
        var changed = await ChangeAsync("", seats: 7);
        await RateAsync(Usage.Of(tenant, new() { Tool = 1 }));

        var statement = await StatementAsync();

        Assert.Equal(["CREATED", "SEATS_ADDED"], changed.Terms.Select(terms => terms.Reason));
        Assert.Equal(2, Assert.Single(statement.Lines, line => line.ChargeId == "tools").Quantity);
        Assert.Equal([1L, 6L], statement.Lines.Where(line => line.ChargeId == "seats").Select(line => line.Quantity));
        await AssertAtRestAsync();
    }

    [Fact]
    public async Task After_a_cancellation_late_usage_is_still_rated_and_new_usage_is_not()
    {
        await SubscribeAsync("starter");
        var late = Usage.Of(tenant, new() { Tool = 2 });
        var cancelled = (await fixture.App.Subscriptions.CancelSubscriptionAsync(new() { TenantId = tenant, When = ChangeWhen.Immediately, Reason = "moved" })).Subscription;
        await RateAsync(late, Usage.Of(tenant, new() { Tool = 5 }, attemptTime: DateTimeOffset.UtcNow.AddSeconds(1)));

        var statement = await StatementAsync();

        Assert.NotNull(cancelled.EndTime);
        Assert.Equal(2, statement.Lines.Single(line => line.ChargeId == "tools").Quantity);
        Assert.Equal("SUBSCRIPTION_ENDED", (await ErrorAsync(() => ChangeAsync("pro"))).Reason);
        await AssertAtRestAsync();
    }

    [Fact]
    public async Task Who_comes_back_has_a_new_subscription_and_the_old_statement_stays()
    {
        await SubscribeAsync("starter");
        var first = (await fixture.App.Subscriptions.GetSubscriptionAsync(new() { TenantId = tenant })).Subscription;
        var correctable = Usage.Of(tenant, new() { Tool = 2 });
        await RateAsync(correctable);
        await fixture.App.Subscriptions.CancelSubscriptionAsync(new() { TenantId = tenant, When = ChangeWhen.Immediately });

        await SubscribeAsync("pro");
        await RateAsync(
            Usage.Of(tenant, new() { Tool = 3 }), correctable with { Revision = 2, EventId = Guid.NewGuid(), Usage = new() { Tool = -1 } });

        Assert.Equal(3, (await StatementAsync()).Lines.Single(line => line.ChargeId == "tools").Quantity);
        var old = (await fixture.App.Statements.GetStatementAsync(new() { TenantId = tenant, At = first.StartTime })).Statement;
        Assert.Equal(("starter", 1), (old.PlanId, old.Lines.Single(line => line.ChargeId == "tools").Quantity));
        await AssertAtRestAsync();
    }

    [Fact]
    public async Task A_burst_pack_is_bought_once_and_covers_what_is_beyond_the_included()
    {
        await SubscribeAsync("starter");
        await RateAsync(Usage.Of(tenant, new() { Output = 1_200_000 }));
        var request = new BuyBurstPackRequest { TenantId = tenant, PackId = "small-output-1m", RequestId = "r1" };
        await fixture.App.Subscriptions.BuyBurstPackAsync(request);
        await fixture.Other.Subscriptions.BuyBurstPackAsync(request);
        await RateAsync(Usage.Of(tenant, new() { Output = 800_000 }));

        var lines = (await StatementAsync()).Lines.Where(line => line.ChargeId == "small-output").ToArray();

        // 1.5 million beyond the included at 2.40, less the million that the pack covers.
        Assert.Equal([3_600_000_000, 1_900_000_000, -2_400_000_000], lines.Select(line => line.Amount.Nanos));
        Assert.Equal(ErrorKind.NotFound, (await ErrorAsync(() => fixture.App.Subscriptions.BuyBurstPackAsync(new(request) { PackId = "x", RequestId = "r2" }).ResponseAsync)).Kind);
        await AssertAtRestAsync();
    }

    [Fact]
    public async Task Changing_plans_while_usage_pours_in_leaves_every_record_rated_once()
    {
        await SubscribeAsync("starter");
        var pouring = Task.Run(async () =>
        {
            for (var i = 0; i < 30; i++)
                await RateAsync(i % 2 == 0 ? fixture.App : fixture.Other, [.. Enumerable.Range(0, 10).Select(_ => Usage.Of(tenant, new() { Tool = 1 }))]);
        });
        await ChangeAsync("pro");
        await ChangeAsync("", seats: 4);
        await ChangeAsync("enterprise");
        await pouring;

        var statement = await StatementAsync();
        Assert.Equal(300, statement.UsageRecords);
        Assert.Equal(300, statement.Lines.Where(line => line.ChargeId == "tools").Sum(line => line.Quantity));
        await AssertAtRestAsync();
    }

    [Fact]
    public async Task Everything_wrong_with_a_change_is_named()
    {
        var error = await ErrorAsync(() => fixture.App.Subscriptions.ChangeSubscriptionAsync(new() { TenantId = "A B", Seats = -1 }).ResponseAsync);

        Assert.Equal(["tenant_id", "request_id", "plan_id", "seats"], error.Fields.Select(field => field.Field));
    }

    private async Task SubscribeAsync(string planId) => await fixture.App.Subscriptions.CreateSubscriptionAsync(new() { TenantId = tenant, PlanId = planId });

    private async Task<Subscription> ChangeAsync(string planId, int seats = 0, ChangeWhen when = ChangeWhen.Immediately) =>
        (await fixture.App.Subscriptions.ChangeSubscriptionAsync(
            new() { TenantId = tenant, RequestId = Guid.NewGuid().ToString(), PlanId = planId, Seats = seats, When = when })).Subscription;

    private Task RateAsync(params UsageRecorded[] records) => RateAsync(fixture.App, records);

    private static async Task RateAsync(BillingApp app, UsageRecorded[] records) =>
        await app.Services.GetRequiredService<RateUsage>().ExecuteAsync(records, CancellationToken.None);

    private async Task<Statement> StatementAsync() => (await fixture.Other.Statements.GetStatementAsync(new() { TenantId = tenant })).Statement;

    private async Task AssertAtRestAsync()
    {
        var audit = await fixture.App.Audit.DigestAsync(new() { TenantId = tenant });
        Assert.All(audit.Pending.Where(pending => pending.Key != "outbox"), pending => Assert.Equal((pending.Key, 0L), (pending.Key, pending.Value)));
    }

    private static async Task<TollgateException> ErrorAsync(Func<Task> call) => TollgateException.FromRpc(await Assert.ThrowsAsync<RpcException>(call));
}
