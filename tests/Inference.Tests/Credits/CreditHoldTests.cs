using Grpc.Core;
using Tollgate.Contracts.Common.V1;
using Tollgate.Inference.Tests.Fakes;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Inference.Tests.Credits;

public class CreditHoldTests
{
    [Fact]
    public async Task Tenants_that_do_not_prepay_cost_no_call_to_billing()
    {
        await using var world = await World.CreateAsync();
        var replica = world.Replica();
        await KnowsAsync(world);

        await World.RunAsync(replica, World.Request());

        Assert.Empty(world.Billing.Asked);
    }

    [Fact]
    public async Task A_prepaying_tenants_worst_case_is_set_aside_before_the_provider_is_called()
    {
        await using var world = await World.CreateAsync();
        world.Billing.Prepaid["acme"] = true;
        var replica = world.Replica();
        await KnowsAsync(world);

        var attempt = World.AttemptsOf(await World.RunAsync(replica, World.Request(max: 77))).Single();

        var hold = Assert.Single(world.Billing.Asked);
        Assert.Equal((attempt.AttemptId, "gpt-4.1-mini", 77), (hold.AttemptId, hold.Model, hold.OutputTokens));
        Assert.True(hold.InputTokens > 0);
        // Billing ends it when it rates the usage.
        Assert.Empty(world.Billing.Released);
    }

    [Fact]
    public async Task Without_credit_nothing_is_called_and_nothing_stays_held()
    {
        await using var world = await World.CreateAsync();
        world.Billing.Prepaid["acme"] = true;
        world.Billing.IsExhausted = true;
        var replica = world.Replica();
        await KnowsAsync(world);

        var error = await World.FailAsync(replica, World.Request());

        var said = TollgateException.FromRpc(error);
        Assert.Equal((StatusCode.ResourceExhausted, "CREDIT_EXHAUSTED", "credit:acme"), (error.StatusCode, said.Reason, said.Quotas.Single().Subject));
        Assert.Empty(world.Metering.Held);
        Assert.Equal("CREDIT_EXHAUSTED", await world.ScalarAsync<string>("SELECT failure_reason FROM attempts WHERE state = 3"));
        Assert.Empty(await world.EventsAsync());
    }

    [Fact]
    public async Task A_refused_budget_gives_the_credit_back()
    {
        await using var world = await World.CreateAsync();
        world.Billing.Prepaid["acme"] = true;
        world.Metering.Decide = _ => new() { Refused = new() { BudgetId = "month" } };
        var replica = world.Replica();
        await KnowsAsync(world);

        await World.FailAsync(replica, World.Request());

        Assert.Empty(world.Billing.Held);
        Assert.Equal(world.Billing.Asked.Single().AttemptId, Assert.Single(world.Billing.Released));
    }

    [Fact]
    public async Task What_the_platform_pays_needs_no_credit()
    {
        await using var world = await World.CreateAsync();
        world.Billing.Prepaid["acme"] = true;
        world.Billing.IsExhausted = true;
        var replica = world.Replica();
        await KnowsAsync(world);
        var request = World.Request();
        request.Payer = Payer.Platform;

        await World.RunAsync(replica, request);

        Assert.Empty(world.Billing.Asked);
    }

    [Fact]
    public async Task While_billing_is_away_others_go_on_for_a_while_and_a_prepaying_tenant_waits_for_it()
    {
        await using var world = await World.CreateAsync();
        world.Billing.Prepaid["acme"] = true;
        var replica = world.Replica(settings => settings["Credits:AnswerWithin"] = "00:00:01");
        await KnowsAsync(world);
        await world.Billing.GoAwayAsync();
        var other = World.Request();
        other.Caller.TenantId = "other";

        await World.RunAsync(replica, other);
        var error = await World.FailAsync(replica, World.Request());

        Assert.Equal((StatusCode.Unavailable, "BILLING_UNAVAILABLE"), (error.StatusCode, TollgateException.FromRpc(error).Reason));
    }

    [Fact]
    public async Task When_it_is_not_known_who_prepays_nobody_is_let_through_unasked()
    {
        await using var world = await World.CreateAsync();
        await world.Billing.GoAwayAsync();
        var replica = world.Replica(settings => settings["Credits:AnswerWithin"] = "00:00:01");

        var error = await World.FailAsync(replica, World.Request());
        Assert.Equal("BILLING_UNAVAILABLE", TollgateException.FromRpc(error).Reason);

        await world.Billing.ComeBackAsync();
        await KnowsAsync(world);
        await World.RunAsync(replica, World.Request());
    }

    // Two answers after now: the first of them may have been read before, the second was asked for after.
    private static async Task KnowsAsync(World world)
    {
        var listed = world.Billing.Listed;
        await World.UntilAsync(() => Task.FromResult(world.Billing.Listed >= listed + 2), "the replica asks who prepays");
    }
}
