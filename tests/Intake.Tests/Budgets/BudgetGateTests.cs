using Google.Protobuf.WellKnownTypes;
using MassTransit;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Intake.Tests.Host;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Intake.Tests.Budgets;

[Collection(IntakeCollection.Name)]
public sealed class BudgetGateTests(IntakeFixture fixture)
{
    private static readonly DateTimeOffset Tomorrow = DateTimeOffset.UtcNow.AddDays(1);

    [Fact]
    public async Task Blocked_refuses_everything_also_what_is_in_the_cache()
    {
        var tenant = await fixture.CreateTenantAsync();
        await AskAsync(tenant);

        await CrossAsync(tenant, BudgetAction.Block);

        var refused = await RefusedAsync(tenant, "When must a claim be filed?");
        Assert.Equal(("BUDGET_EXCEEDED", "budget:month"), (refused.Reason, Assert.Single(refused.Quotas).Subject));
        Assert.InRange(refused.RetryAfter!.Value, TimeSpan.FromHours(23), TimeSpan.FromHours(24));
        await AskAsync(await fixture.CreateTenantAsync());
    }

    [Theory]
    [InlineData(BudgetAction.CacheOnly)]
    [InlineData(BudgetAction.BatchOnly)]
    public async Task What_is_in_the_cache_is_answered_and_the_rest_refused_before_anything_is_asked(BudgetAction action)
    {
        var tenant = await fixture.CreateTenantAsync();
        await AskAsync(tenant);

        await CrossAsync(tenant, action);
        var asked = fixture.Routing.RunsOf(tenant.Id).Count;

        Assert.Equal("BUDGET_EXCEEDED", (await RefusedAsync(tenant, "And who pays?")).Reason);
        await AskAsync(tenant);
        Assert.Equal(asked, fixture.Routing.RunsOf(tenant.Id).Count);
    }

    [Fact]
    public async Task A_replica_that_starts_later_knows_from_its_first_request_on()
    {
        var tenant = await fixture.CreateTenantAsync();
        fixture.Budgets.State(Threshold(tenant, BudgetAction.Block, DateTimeOffset.UtcNow.AddHours(-1)));

        await using var late = fixture.Start(("Budgets:RefreshInterval", "00:01:00"));

        Assert.Equal("BUDGET_EXCEEDED", (await Asking.RefusedAsync(() => late.Client(tenant.ApiKey).CompleteAsync(Asking.Question()))).Reason);
    }

    [Fact]
    public async Task It_ends_when_metering_no_longer_states_it()
    {
        var tenant = await fixture.CreateTenantAsync();
        var threshold = Threshold(tenant, BudgetAction.Block, DateTimeOffset.UtcNow.AddHours(-1));
        fixture.Budgets.State(threshold);
        await RefusedAsync(tenant, "Anything");

        fixture.Budgets.Lift(threshold);

        await EventuallyAsync(async () => await AnswersAsync(tenant, "Anything"));
    }

    [Fact]
    public async Task A_providers_budget_and_one_of_another_user_turn_nobody_away_here()
    {
        var tenant = await fixture.CreateTenantAsync();
        var provider = Threshold(tenant, BudgetAction.Block, DateTimeOffset.UtcNow.AddHours(-1));
        (provider.TenantId, provider.Scope, provider.ScopeId) = ("", BudgetScope.Provider, $"provider-{tenant.Id}");
        fixture.Budgets.State(provider);
        var user = Threshold(tenant, BudgetAction.Block, DateTimeOffset.UtcNow.AddHours(-1));
        (user.BudgetId, user.Scope, user.ScopeId) = ("ann", BudgetScope.User, "ann");
        fixture.Budgets.State(user);

        await EventuallyAsync(async () => !await AnswersAsync(tenant, "Anything", "ann"));
        Assert.True(await AnswersAsync(tenant, "Anything", "bob"));
    }

    private async Task CrossAsync(TestTenant tenant, BudgetAction action)
    {
        var threshold = Threshold(tenant, action, DateTimeOffset.UtcNow);
        fixture.Budgets.State(threshold);
        await fixture.App.Get<IBus>().Publish(new BudgetThresholdCrossed
        {
            EventId = Guid.NewGuid(), TenantId = tenant.Id, BudgetId = threshold.BudgetId, Scope = threshold.Scope, Percent = threshold.Percent,
            Action = action, PeriodEnd = Tomorrow, CrossTime = threshold.CrossTime.ToDateTimeOffset(),
        });
        await EventuallyAsync(async () => !await AnswersAsync(tenant, $"Not asked before: {Guid.NewGuid()}"));
    }

    private static ActiveThreshold Threshold(TestTenant tenant, BudgetAction action, DateTimeOffset crossed) => new()
    {
        TenantId = tenant.Id, BudgetId = "month", Scope = BudgetScope.Tenant, Percent = 90, Action = action,
        PeriodEnd = Timestamp.FromDateTimeOffset(Tomorrow), CrossTime = Timestamp.FromDateTimeOffset(crossed),
    };

    private async Task AskAsync(TestTenant tenant) => await fixture.App.Client(tenant.ApiKey).CompleteAsync(Asking.Question());

    private async Task<bool> AnswersAsync(TestTenant tenant, string question, string user = "")
    {
        var request = Asking.Question(question);
        (request.User, request.NoCache) = (user, true);
        try
        {
            await fixture.App.Client(tenant.ApiKey).CompleteAsync(request);
            return true;
        }
        catch (Grpc.Core.RpcException error) when (error.StatusCode == Grpc.Core.StatusCode.ResourceExhausted)
        {
            return false;
        }
    }

    private async Task<TollgateException> RefusedAsync(TestTenant tenant, string question)
    {
        await EventuallyAsync(async () => !await AnswersAsync(tenant, question));
        return await Asking.RefusedAsync(() => fixture.App.Client(tenant.ApiKey).CompleteAsync(Asking.Question(question)));
    }

    private static async Task EventuallyAsync(Func<Task<bool>> holds)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await holds())
            await timer.WaitForNextTickAsync(timeout.Token);
    }
}
