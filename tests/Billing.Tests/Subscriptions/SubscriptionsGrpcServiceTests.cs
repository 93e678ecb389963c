using System.Threading.Channels;
using Grpc.Core;
using MassTransit;
using Npgsql;
using Tollgate.Contracts.Billing.V1;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Billing.Tests.Subscriptions;

[Collection(BillingCollection.Name)]
public class SubscriptionsGrpcServiceTests(BillingFixture fixture)
{
    private readonly string tenant = $"t-{Guid.NewGuid():N}";

    [Fact]
    public async Task Subscribing_begins_a_month_and_tells_everybody()
    {
        var heard = Channel.CreateUnbounded<SubscriptionChanged>();
        var listening = fixture.App.Bus.ConnectReceiveEndpoint(new TemporaryEndpointDefinition("test"), null, endpoint =>
            endpoint.Handler<SubscriptionChanged>(context => heard.Writer.WriteAsync(context.Message).AsTask()));
        await listening.Ready;

        var created = (await fixture.App.Subscriptions.CreateSubscriptionAsync(new() { TenantId = tenant, PlanId = "pro", Seats = 4 })).Subscription;

        Assert.Equal(created.StartTime, created.PeriodStart);
        Assert.Equal(created.StartTime.ToDateTime().AddMonths(1), created.PeriodEnd.ToDateTime());
        Assert.Equal(created, (await fixture.Other.Subscriptions.GetSubscriptionAsync(new() { TenantId = tenant })).Subscription);
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        SubscriptionChanged told;
        do
        {
            told = await heard.Reader.ReadAsync(timeout.Token);
        }
        while (told.TenantId != tenant);
        Assert.Equal(("pro", created.SubscriptionId), (told.PlanId, told.SubscriptionId.ToString()));
        await listening.StopAsync();
    }

    [Fact]
    public async Task Subscribing_again_to_the_same_changes_nothing()
    {
        var request = new CreateSubscriptionRequest { TenantId = tenant, PlanId = "starter" };

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            (i % 2 == 0 ? fixture.App : fixture.Other).Subscriptions.CreateSubscriptionAsync(request).ResponseAsync));

        Assert.Single(answers.Select(answer => answer.Subscription).Distinct());
        Assert.Equal(1, answers[0].Subscription.Seats);
    }

    [Theory]
    [InlineData("pro", 1)]
    [InlineData("starter", 2)]
    public async Task Subscribing_to_something_else_while_subscribed_is_refused(string planId, int seats)
    {
        await fixture.App.Subscriptions.CreateSubscriptionAsync(new() { TenantId = tenant, PlanId = "starter" });

        var error = await ErrorAsync(() => fixture.App.Subscriptions.CreateSubscriptionAsync(new() { TenantId = tenant, PlanId = planId, Seats = seats }).ResponseAsync);

        Assert.Equal((ErrorKind.FailedPrecondition, "ALREADY_SUBSCRIBED"), (error.Kind, error.Reason));
    }

    [Fact]
    public async Task An_unknown_plan_is_not_found()
    {
        var error = await ErrorAsync(() => fixture.App.Subscriptions.CreateSubscriptionAsync(new() { TenantId = tenant, PlanId = "platinum" }).ResponseAsync);

        Assert.Equal((ErrorKind.NotFound, "UNKNOWN_PLAN"), (error.Kind, error.Reason));
    }

    [Fact]
    public async Task A_tenant_without_a_subscription_is_not_found()
    {
        var subscription = await ErrorAsync(() => fixture.App.Subscriptions.GetSubscriptionAsync(new() { TenantId = tenant }).ResponseAsync);
        var statement = await ErrorAsync(() => fixture.App.Statements.GetStatementAsync(new() { TenantId = tenant }).ResponseAsync);

        Assert.Equal(ErrorKind.NotFound, subscription.Kind);
        Assert.Equal(ErrorKind.NotFound, statement.Kind);
    }

    [Fact]
    public async Task Everything_wrong_with_a_request_is_named()
    {
        var error = await ErrorAsync(() => fixture.App.Subscriptions.CreateSubscriptionAsync(new() { TenantId = "Acme Inc", Seats = -1 }).ResponseAsync);

        Assert.Equal(["tenant_id", "plan_id", "seats"], error.Fields.Select(field => field.Field));
    }

    [Fact]
    public async Task A_caller_without_a_credential_is_refused()
    {
        var error = await ErrorAsync(() => fixture.App.AnonymousStatements.GetStatementAsync(new() { TenantId = tenant }).ResponseAsync);

        Assert.Equal(ErrorKind.Unauthenticated, error.Kind);
    }

    [Fact]
    public async Task The_plans_in_force_are_listed_cheapest_first()
    {
        var plans = (await fixture.App.Plans.ListPlansAsync(new())).Plans;

        Assert.Equal(["starter", "pro", "enterprise"], plans.Select(plan => plan.PlanId).Where(id => !id.StartsWith("p-", StringComparison.Ordinal)));
        var (starter, pro) = (plans.Single(plan => plan.PlanId == "starter"), plans.Single(plan => plan.PlanId == "pro"));
        Assert.Equal(49_000_000_000, starter.RecurringFee.Nanos);
        Assert.Equal("0.60", starter.Charges[0].Tiers[0].PricePerMillion);
        Assert.Equal(0, starter.Charges[0].Tiers[^1].UpToTokens);
        Assert.Contains("realtime", pro.Features);
    }

    [Fact]
    public async Task A_subscription_is_billed_by_the_version_it_began_with()
    {
        await using var source = NpgsqlDataSource.Create(fixture.Database);
        await using (var file = source.CreateCommand(
            """
            insert into plan_versions (plan_id, version, document)
            select plan_id, '2020-01-01', jsonb_set(jsonb_set(document, '{version}', '"2020-01-01"'), '{recurring_fee}', '"7.00"')
            from plan_versions where plan_id = 'starter' and not published and version <> '2020-01-01' on conflict do nothing
            """))
            await file.ExecuteNonQueryAsync();
        await fixture.App.Subscriptions.CreateSubscriptionAsync(new() { TenantId = tenant, PlanId = "starter" });
        await using (var move = source.CreateCommand(
            """
            update subscription_terms set plan_version = '2020-01-01'
            where subscription_id = (select subscription_id from subscriptions where tenant_id = $1)
            """))
        {
            move.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenant });
            await move.ExecuteNonQueryAsync();
        }

        var statement = (await fixture.App.Statements.GetStatementAsync(new() { TenantId = tenant })).Statement;

        Assert.Equal("2020-01-01", statement.PlanVersion);
        Assert.Equal(7_000_000_000, statement.Total.Nanos);
    }

    private static async Task<TollgateException> ErrorAsync(Func<Task> call) => TollgateException.FromRpc(await Assert.ThrowsAsync<RpcException>(call));
}
