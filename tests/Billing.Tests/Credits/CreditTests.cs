using System.Globalization;
using System.Text.Json.Nodes;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Tollgate.Billing.Credits;
using Tollgate.Billing.Rating;
using Tollgate.Contracts.Billing.V1;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Billing.Tests.Credits;

[Collection(BillingCollection.Name)]
public class CreditTests(BillingFixture fixture)
{
    // A thousand output tokens of a large model beyond what the starter plan includes.
    private const long Output = 1_000;

    private readonly string tenant = $"t-{Guid.NewGuid():N}";

    [Fact]
    public async Task Calls_in_flight_never_overdraw_and_none_is_refused_that_credit_would_have_covered()
    {
        var worst = await PrepayAsync(worstCases: 10);

        // 64 at once over two replicas: exactly ten find credit.
        var attempts = Enumerable.Range(0, 64).Select(_ => Guid.CreateVersion7()).ToArray();
        var answers = await Task.WhenAll(attempts.Select((attempt, i) => TryHoldAsync(App(i), attempt)));
        Assert.Equal(10, answers.Count(answer => answer is null));
        Assert.All(answers.Where(answer => answer is not null), AssertExhausted);
        Assert.Equal(10, (await CreditAsync()).OpenHolds);

        // Asked again, wherever: the same answers.
        var held = attempts.Where((_, i) => answers[i] is null).ToArray();
        Assert.All(await Task.WhenAll(held.Select((attempt, i) => TryHoldAsync(App(i + 1), attempt))), Assert.Null);

        // Half of them cost their worst case, half less; what is left over is there for others at once.
        await Task.WhenAll(held.Select((attempt, i) => RateAsync(App(i), Record(attempt, i < 5 ? Output : Output / 2))));
        var credit = await CreditAsync();
        Assert.Equal((0, 2.5m * worst), (credit.OpenHolds, Balance(credit)));
        Assert.Equal([null, null, StatusCode.ResourceExhausted], await HoldOneByOneAsync(3));

        await AssertAtRestAsync(openHolds: 2);
        await AssertNeverBelowZeroAsync();
    }

    [Fact]
    public async Task Thousands_of_holds_and_ends_racing_over_two_replicas_keep_the_balance_at_or_above_zero()
    {
        await PrepayAsync(worstCases: 25);
        var random = new Random(5);
        var work = Enumerable.Range(0, 300).Select(i => (Attempt: Guid.CreateVersion7(), End: random.Next(3), Used: random.NextInt64(Output + 1), Replica: i)).ToArray();

        await Parallel.ForEachAsync(work, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (call, _) =>
        {
            if (await TryHoldAsync(App(call.Replica), call.Attempt) is not null)
                return;
            if (call.End == 0)
                await ReleaseAsync(App(call.Replica + 1), call.Attempt);
            else
                await RateAsync(App(call.Replica + 1), Record(call.Attempt, call.Used));
        });

        Assert.Equal(0, (await CreditAsync()).OpenHolds);
        await AssertAtRestAsync();
        await AssertNeverBelowZeroAsync();
    }

    [Fact]
    public async Task Usage_ends_its_hold_and_takes_the_credit_in_one_commit_and_once()
    {
        var worst = await PrepayAsync(worstCases: 3);
        var record = Record(Guid.CreateVersion7(), Output);
        await HoldAsync(fixture.App, record.AttemptId);

        await RateAsync(fixture.App, record);
        await RateAsync(fixture.Other, record);
        Assert.Null(await TryHoldAsync(fixture.Other, record.AttemptId));

        var credit = await CreditAsync();
        Assert.Equal((0, 2 * worst), (credit.OpenHolds, Balance(credit)));
        var accounts = await BalancesAsync();
        Assert.Equal((0m, -worst, -2 * worst), (accounts.GetValueOrDefault("unbilled"), accounts["overage"], accounts["prepaid_credit"]));
        await AssertAtRestAsync();
    }

    [Fact]
    public async Task A_hold_that_comes_after_its_release_is_refused()
    {
        await PrepayAsync(worstCases: 1);
        var attempt = Guid.CreateVersion7();
        await ReleaseAsync(fixture.App, attempt);
        await ReleaseAsync(fixture.Other, attempt);

        var late = await TryHoldAsync(fixture.Other, attempt);

        Assert.Equal((StatusCode.FailedPrecondition, "HOLD_RELEASED"), (late!.StatusCode, TollgateException.FromRpc(late).Reason));
        Assert.Equal(0, (await CreditAsync()).OpenHolds);
    }

    [Fact]
    public async Task A_correction_before_its_first_entry_does_not_end_the_hold()
    {
        await PrepayAsync(worstCases: 1);
        var record = Record(Guid.CreateVersion7(), Output);
        await HoldAsync(fixture.App, record.AttemptId);

        await RateAsync(fixture.App, record with { Revision = 2, Usage = new() { Output = -1 }, CostNanos = -1 });
        Assert.Equal(1, (await CreditAsync()).OpenHolds);
        await RateAsync(fixture.App, record);

        Assert.Equal(0, (await CreditAsync()).OpenHolds);
        await AssertAtRestAsync();
    }

    [Fact]
    public async Task Tenants_that_do_not_prepay_and_calls_without_a_plan_need_no_hold()
    {
        Assert.False((await HoldAsync(fixture.App, Guid.CreateVersion7())).Held);
        await fixture.App.Subscriptions.CreateSubscriptionAsync(new() { TenantId = tenant, PlanId = "starter" });
        Assert.False((await HoldAsync(fixture.App, Guid.CreateVersion7())).Held);
    }

    [Fact]
    public async Task A_plan_that_charges_by_provider_cost_cannot_be_paid_ahead()
    {
        var planId = $"p-{Guid.NewGuid():N}";
        await fixture.App.Plans.PublishPlanAsync(new()
        {
            Document = TestPlans.Json("starter", plan =>
            {
                (plan["plan_id"], plan["effective_from"]) = (planId, "2026-01-01");
                plan["charges"]!.AsArray().Add(JsonNode.Parse(
                    """{"charge_id": "markup", "display_name": "Markup", "measure": "provider_cost", "model": "percentage", "rate_percent": "20"}"""));
            }),
        });
        await fixture.App.Subscriptions.CreateSubscriptionAsync(new() { TenantId = tenant, PlanId = planId });
        Assert.Null(await TryHoldAsync(fixture.App, Guid.CreateVersion7()));
        await fixture.App.Entitlements.SetAccountAsync(new() { TenantId = tenant, Prepaid = true });

        var refused = await TryHoldAsync(fixture.App, Guid.CreateVersion7());

        Assert.Equal("PLAN_NOT_PREPAYABLE", TollgateException.FromRpc(refused!).Reason);
        Assert.Equal(0, (await CreditAsync()).OpenHolds);
    }

    [Fact]
    public async Task A_change_to_a_plan_under_which_credit_does_not_cover_the_calls_in_flight_waits_for_them()
    {
        // Nothing is included in it, so that the calls in flight cost more than before.
        var planId = $"p-{Guid.NewGuid():N}";
        await fixture.App.Plans.PublishPlanAsync(new()
        {
            Document = TestPlans.Json("starter", plan =>
            {
                (plan["plan_id"], plan["effective_from"]) = (planId, "2026-01-01");
                plan.Charge("large-output")["included_tokens"] = 0;
                plan.Charge("large-output").Reprice("per_unit", ("price_per_million", "9000.00"));
            }),
        });
        await PrepayAsync(worstCases: 1);
        var attempt = Guid.CreateVersion7();
        await HoldAsync(fixture.App, attempt);
        var change = new ChangeSubscriptionRequest { TenantId = tenant, RequestId = "r1", PlanId = planId, When = ChangeWhen.Immediately };

        var refused = await Assert.ThrowsAsync<RpcException>(() => fixture.App.Subscriptions.ChangeSubscriptionAsync(change).ResponseAsync);
        await ReleaseAsync(fixture.App, attempt);
        var changed = (await fixture.Other.Subscriptions.ChangeSubscriptionAsync(change)).Subscription;

        Assert.Equal("CREDIT_DOES_NOT_COVER_CALLS", TollgateException.FromRpc(refused).Reason);
        Assert.Equal((planId, 2), (changed.PlanId, changed.Terms.Count));
        await AssertAtRestAsync();
    }

    [Fact]
    public async Task Credit_is_granted_once_for_a_request_and_booked()
    {
        var request = Grant(20, CreditKind.Promotional);
        var grants = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => App(i).Credit.GrantCreditAsync(request).ResponseAsync));

        Assert.Single(grants.Select(grant => grant.Grant.GrantId).Distinct());
        var accounts = await BalancesAsync();
        Assert.Equal((20m, -20m), (accounts["promotion_expense"], accounts["promotional_credit"]));
        var reused = await Assert.ThrowsAsync<RpcException>(async () => await fixture.App.Credit.GrantCreditAsync(new(request) { Priority = 7 }));
        Assert.Equal(StatusCode.AlreadyExists, reused.StatusCode);
    }

    [Fact]
    public async Task A_bad_grant_names_every_field_and_changes_nothing()
    {
        var error = await Assert.ThrowsAsync<RpcException>(async () => await fixture.App.Credit.GrantCreditAsync(new()
        {
            TenantId = tenant,
            Priority = -1,
            Amount = new Money { Currency = "XYZ", Nanos = -5 },
        }));

        Assert.Equal(
            ["request_id", "kind", "priority", "amount.nanos", "amount.currency"],
            TollgateException.FromRpc(error).Fields.Select(field => field.Field));
        Assert.Empty((await CreditAsync()).Grants);
        var past = await Assert.ThrowsAsync<RpcException>(async () => await fixture.App.Credit.GrantCreditAsync(
            new(Grant(1)) { ExpireTime = Timestamp.FromDateTimeOffset(DateTimeOffset.UtcNow.AddDays(-1)) }));
        Assert.Equal("expire_time", TollgateException.FromRpc(past).Fields.Single().Field);
    }

    [Fact]
    public async Task Expired_credit_is_written_off_once_every_hold_from_before_has_ended()
    {
        await PrepayAsync(worstCases: 2);
        var record = Record(Guid.CreateVersion7(), Output);
        await HoldAsync(fixture.App, record.AttemptId);
        await ExecuteAsync($"update credit_grants set expire_time = clock_timestamp() where tenant_id = '{tenant}'");
        var expire = fixture.App.Services.GetRequiredService<ExpireCredit>();

        await expire.ExecuteAsync(CancellationToken.None);
        Assert.Equal("0", (await CreditAsync()).Grants.Single().Expired);
        await RateAsync(fixture.App, record);
        await expire.ExecuteAsync(CancellationToken.None);
        await expire.ExecuteAsync(CancellationToken.None);

        var grant = (await CreditAsync()).Grants.Single();
        Assert.Equal(decimal.Parse(grant.Used, CultureInfo.InvariantCulture), decimal.Parse(grant.Expired, CultureInfo.InvariantCulture));
        Assert.True((await BalancesAsync())["breakage"] < 0);
        await AssertAtRestAsync();
    }

    /// <summary>Puts the tenant on the starter plan, beyond what it includes, with credit for so many calls; returns what one can cost.</summary>
    private async Task<decimal> PrepayAsync(int worstCases)
    {
        await fixture.App.Subscriptions.CreateSubscriptionAsync(new() { TenantId = tenant, PlanId = "starter" });
        var price = Shipped.Plan("starter").Charge("large-output");
        await RateAsync(fixture.App, Record(Guid.CreateVersion7(), price.Included));
        var worst = price.AmountFor(price.Included + Output, price.Included);
        await fixture.App.Credit.GrantCreditAsync(Grant(worst * worstCases));
        await fixture.App.Entitlements.SetAccountAsync(new() { TenantId = tenant, Prepaid = true });
        return worst;
    }

    private GrantCreditRequest Grant(decimal amount, CreditKind kind = CreditKind.Purchased) => new()
    {
        TenantId = tenant,
        RequestId = "first",
        Kind = kind,
        Amount = new Money { Currency = "USD", Nanos = decimal.ToInt64(amount * 1_000_000_000m) },
    };

    private UsageRecorded Record(Guid attempt, long output) =>
        Usage.Of(tenant, new() { Output = output }, model: "gpt-4.1") with { AttemptId = attempt };

    private BillingApp App(int i) => i % 2 == 0 ? fixture.App : fixture.Other;

    private async Task<HoldCreditResponse> HoldAsync(BillingApp app, Guid attempt) => await app.Credit.HoldCreditAsync(new()
    {
        AttemptId = attempt.ToString(),
        TenantId = tenant,
        Model = "gpt-4.1",
        OutputTokens = Output,
    });

    private async Task<RpcException?> TryHoldAsync(BillingApp app, Guid attempt)
    {
        try
        {
            await HoldAsync(app, attempt);
            return null;
        }
        catch (RpcException error)
        {
            return error;
        }
    }

    private async Task<List<StatusCode?>> HoldOneByOneAsync(int count)
    {
        var codes = new List<StatusCode?>();
        for (var i = 0; i < count; i++)
            codes.Add((await TryHoldAsync(App(i), Guid.CreateVersion7()))?.StatusCode);
        return codes;
    }

    private async Task ReleaseAsync(BillingApp app, Guid attempt) =>
        await app.Credit.ReleaseCreditAsync(new() { AttemptId = attempt.ToString(), TenantId = tenant });

    private void AssertExhausted(RpcException? error)
    {
        var said = TollgateException.FromRpc(error!);
        Assert.Equal((ErrorKind.ResourceExhausted, "CREDIT_EXHAUSTED", $"credit:{tenant}"), (said.Kind, said.Reason, said.Quotas.Single().Subject));
    }

    private static async Task RateAsync(BillingApp app, params UsageRecorded[] records) =>
        await app.Services.GetRequiredService<RateUsage>().ExecuteAsync(records, CancellationToken.None);

    private async Task<GetCreditResponse> CreditAsync() => await fixture.App.Credit.GetCreditAsync(new() { TenantId = tenant });

    private static decimal Balance(GetCreditResponse credit) => decimal.Parse(credit.Balances.Single().Balance, CultureInfo.InvariantCulture);

    private async Task<Dictionary<string, decimal>> BalancesAsync() =>
        (await fixture.App.Ledger.GetTrialBalanceAsync(new() { TenantId = tenant })).Accounts
            .ToDictionary(account => account.Account, account => decimal.Parse(account.Balance, CultureInfo.InvariantCulture));

    /// <summary>From the history: after every commit that granted a hold, all holds at their worst were covered; and usage never took what was not there.</summary>
    private async Task AssertNeverBelowZeroAsync()
    {
        Assert.Equal(0L, await ScalarAsync($"select count(*) from credit_holds where tenant_id = '{tenant}' and room < 0"));
        Assert.Equal(0L, await ScalarAsync(
            $"""
            select count(*) from (
                select sum(u.amount) over (partition by u.grant_id order by r.sequence, u.amount) as used, g.amount from credit_uses u
                join rated_usage r using (attempt_id, revision) join credit_grants g using (grant_id) where g.tenant_id = '{tenant}') history
            where used > amount
            """));
        // Nothing was charged beyond credit: what was rated was paid for.
        Assert.Equal(0m, (await BalancesAsync()).GetValueOrDefault("unbilled"));
    }

    private async Task AssertAtRestAsync(long openHolds = 0)
    {
        var pending = (await fixture.App.Audit.DigestAsync(new() { TenantId = tenant })).Pending;
        Assert.Equal(openHolds, pending["credit_holds"]);
        Assert.All(pending.Where(entry => entry.Key is not ("outbox" or "credit_holds")), entry => Assert.Equal((entry.Key, 0), (entry.Key, entry.Value)));
    }

    private async Task<object> ScalarAsync(string sql)
    {
        await using var query = fixture.App.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        return (await query.ExecuteScalarAsync())!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = fixture.App.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
