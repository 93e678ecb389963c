using System.Text.Json.Nodes;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Tollgate.Billing.Experiments;
using Tollgate.Billing.Margins;
using Tollgate.Billing.Rating;
using Tollgate.Contracts.Billing.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.ServiceDefaults.Errors;
using ExperimentState = Tollgate.Contracts.Billing.V1.ExperimentState;
using PriceExperiment = Tollgate.Contracts.Billing.V1.PriceExperiment;

namespace Tollgate.Billing.Tests.Experiments;

[Collection(BillingCollection.Name)]
public class ExperimentTests(BillingFixture fixture)
{
    private readonly string planId = $"p-{Guid.NewGuid():N}";
    private readonly string experimentId = $"e-{Guid.NewGuid():N}";

    [Fact]
    public async Task New_tenants_get_the_price_that_a_stable_hash_says_and_it_is_shown_on_what_it_prices()
    {
        await PublishAsync("1", "49.00");
        await CreateAsync(share: 5_000, maxShare: 10_000);
        var tenants = Tenants(24);

        var subscribed = await Task.WhenAll(tenants.Select((tenant, i) => SubscribeAsync(tenant, App(i))));
        var again = await Task.WhenAll(tenants.Select((tenant, i) => SubscribeAsync(tenant, App(i + 1))));

        Assert.Equal(subscribed, again);
        foreach (var subscription in subscribed)
        {
            var cheaper = VariantHash.BucketOf(experimentId, subscription.TenantId) < 5_000;
            Assert.Equal((planId, cheaper ? "b" : "1", cheaper ? $"{experimentId}/cheaper" : ""), (subscription.PlanId, subscription.PlanVersion, subscription.PriceExperiment));
            var statement = (await fixture.App.Statements.GetStatementAsync(new() { TenantId = subscription.TenantId })).Statement;
            Assert.Equal((cheaper ? 39m : 49m, subscription.PriceExperiment), (statement.Lines[0].Amount.Nanos / 1_000_000_000m, statement.PriceExperiment));
        }

        var shown = await fixture.App.Experiments.GetExperimentAsync(new() { ExperimentId = experimentId });
        Assert.Equal(tenants.Order(), shown.Assignments.Select(one => one.TenantId).Order());
        Assert.All(shown.Assignments, one => Assert.Equal(("hash", "", "1"), (one.AssignedBy, one.Reason, one.ContractVersion)));
        Assert.Equal(subscribed.Count(one => one.PlanVersion == "b"), shown.Assignments.Count(one => one.VariantId == "cheaper"));
    }

    [Fact]
    public async Task Two_replicas_give_other_prices_to_exactly_as_many_tenants_as_may_have_them()
    {
        await PublishAsync("1", "49.00");
        var tenants = Tenants(12);
        foreach (var tenant in tenants)
            await SubscribeAsync(tenant);
        await CreateAsync(share: 0, maxShare: 2_500);

        var refused = await Task.WhenAll(tenants.Select((tenant, i) => RefusalOfAsync(() => AssignAsync(tenant, app: App(i)))));

        Assert.Equal(3, refused.Count(reason => reason is null));
        Assert.All(refused.OfType<string>(), reason => Assert.Equal("SHARE_EXHAUSTED", reason));
        // Asked again, each is what it was.
        var assigned = tenants.Where((_, i) => refused[i] is null).ToArray();
        foreach (var tenant in assigned)
            await AssignAsync(tenant, app: fixture.Other);
        Assert.Equal("ALREADY_ASSIGNED", await RefusalOfAsync(() => AssignAsync(assigned[0], "control")));
        // A new tenant that the hash would treat finds no room either.
        Assert.Equal(3, (await fixture.App.Experiments.GetExperimentAsync(new() { ExperimentId = experimentId })).Assignments.Count);
    }

    [Fact]
    public async Task A_price_begins_with_the_next_period_and_goes_with_one_and_nothing_closed_is_priced_again()
    {
        await PublishAsync("1", "49.00");
        var tenant = Tenants(1)[0];
        await SubscribeAsync(tenant);
        await CreateAsync(share: 0, maxShare: 10_000);
        await AssignAsync(tenant);
        var before = (await fixture.App.Statements.GetStatementAsync(new() { TenantId = tenant })).Statement;
        Assert.Equal(("1", ""), (before.PlanVersion, before.PriceExperiment));
        // As if it were two months later.
        await PastSubscriptions.BackdateAsync(fixture.App, tenant, "interval '2 months' + interval '1 hour'");
        var start = new DateTimeOffset(await fixture.App.ScalarAsync<DateTime>($"select start_time from subscriptions where tenant_id = '{tenant}'"));
        await fixture.App.ExecuteAsync($"update subscription_terms set start_time = '{start.AddMonths(1):O}' where price_experiment = '{experimentId}/cheaper'");
        await RateAsync(Usage.Of(tenant, new() { Output = 2_000_000 }, attemptTime: start.AddDays(1)), Usage.Of(tenant, new() { Output = 2_000_000 }, attemptTime: start.AddMonths(1).AddDays(1)));
        var closed = (await fixture.App.Invoices.ClosePeriodAsync(new() { TenantId = tenant })).Invoices;

        await fixture.App.Experiments.EndExperimentAsync(new() { ExperimentId = experimentId });
        await fixture.Other.Experiments.EndExperimentAsync(new() { ExperimentId = experimentId });

        Invoice[] invoices = [.. await Task.WhenAll(closed.Select(async invoice => (await fixture.App.Invoices.GetInvoiceAsync(new() { InvoiceId = invoice.InvoiceId })).Invoice))];
        Assert.Equal([(49m, ""), (39m, $"{experimentId}/cheaper")], invoices.Select(invoice => (invoice.Lines[0].Amount.Nanos / 1_000_000_000m, invoice.PriceExperiment)));
        foreach (var invoice in invoices)
            Assert.True((await fixture.Other.Invoices.ReplayInvoiceAsync(new() { InvoiceId = invoice.InvoiceId })).Identical);
        var subscription = (await fixture.App.Subscriptions.GetSubscriptionAsync(new() { TenantId = tenant })).Subscription;
        Assert.Equal(("b", $"{experimentId}/cheaper"), (subscription.PlanVersion, subscription.PriceExperiment));
        Assert.Equal(
            [("1", "CREATED", ""), ("b", "PRICE_EXPERIMENT", $"{experimentId}/cheaper"), ("1", "EXPERIMENT_ENDED", "")],
            subscription.Terms.Select(terms => (terms.PlanVersion, terms.Reason, terms.PriceExperiment)));
        Assert.Equal(subscription.PeriodEnd, subscription.Terms[^1].StartTime);
        Assert.Equal("EXPERIMENT_NOT_RUNNING", await RefusalOfAsync(() => AssignAsync(Tenants(1)[0])));
        var pending = (await fixture.App.Audit.DigestAsync(new() { TenantId = tenant })).Pending;
        Assert.All(pending.Where(entry => entry.Key != "outbox"), entry => Assert.Equal((entry.Key, 0), (entry.Key, entry.Value)));
    }

    [Fact]
    public async Task Who_pays_less_already_is_never_asked_for_more()
    {
        await PublishAsync("1", "29.00");
        var tenant = Tenants(1)[0];
        await SubscribeAsync(tenant);
        await PublishAsync("2", "49.00", from: "2026-02-01");
        await CreateAsync(share: 0, maxShare: 10_000);

        Assert.Equal("ABOVE_CONTRACT_PRICE", await RefusalOfAsync(() => AssignAsync(tenant)));
        Assert.Equal("1", (await fixture.App.Subscriptions.GetSubscriptionAsync(new() { TenantId = tenant })).Subscription.Terms[^1].PlanVersion);
    }

    [Fact]
    public async Task A_variant_that_may_cost_more_is_refused_and_nothing_is_written()
    {
        await PublishAsync("1", "49.00");

        var error = TollgateException.FromRpc(await Assert.ThrowsAsync<RpcException>(() => CreateAsync(100, 100, fee: "59.00")));

        Assert.Equal((ErrorKind.InvalidArgument, "INVALID_VARIANT", "variants[0].document.recurring_fee"), (error.Kind, error.Reason, error.Fields.Single().Field));
        Assert.Equal(0, await fixture.App.ScalarAsync<long>($"select count(*) from plan_versions where plan_id = '{planId}' and version = 'b'"));
        Assert.Equal("UNKNOWN_EXPERIMENT", await RefusalOfAsync(async () => await fixture.App.Experiments.GetExperimentAsync(new() { ExperimentId = experimentId })));
        var bad = TollgateException.FromRpc(await Assert.ThrowsAsync<RpcException>(async () => await fixture.App.Experiments.CreateExperimentAsync(
            new() { ExperimentId = "No Id", MaxShareBasisPoints = 0, MinTenants = -1, Variants = { new NewVariant { VariantId = "control", ShareBasisPoints = 20_000 } } })));
        Assert.Equal(
            ["experiment_id", "max_share_basis_points", "min_tenants", "plan_id", "variants", "variants[0].share_basis_points", "variants[0].variant_id"],
            bad.Fields.Select(field => field.Field).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_same_again_is_fine_and_a_plan_has_one_experiment_at_a_time()
    {
        await PublishAsync("1", "49.00");
        var created = await CreateAsync(100, 100);

        Assert.Equal(created, await CreateAsync(100, 100));
        Assert.Equal("EXPERIMENT_EXISTS", await RefusalOfAsync(() => CreateAsync(100, 200)));
        Assert.Equal("PLAN_IN_EXPERIMENT", await RefusalOfAsync(() => CreateAsync(100, 100, id: $"{experimentId[..20]}-2")));
        // The price that is tried is offered to nobody.
        Assert.Equal("1", (await fixture.App.Plans.ListPlansAsync(new())).Plans.Single(plan => plan.PlanId == planId).Version);
    }

    [Fact]
    public async Task A_variant_that_earns_too_little_stops_the_experiment_and_its_tenants_go_back()
    {
        await PublishAsync("1", "49.00");
        await CreateAsync(share: 10_000, maxShare: 10_000, minMargin: 2_000, minTenants: 2);
        var tenants = Tenants(2);
        var judge = new JudgeExperiments(
            fixture.App.Services.GetRequiredService<NpgsqlDataSource>(),
            new GetMargin(fixture.App.Services.GetRequiredService<Earnings>(), new FakeCosts(1_000_000_000_000, 0, 0, tenants), TimeProvider.System),
            fixture.App.Services.GetRequiredService<ReturnTenants>(), TimeProvider.System, NullLogger<JudgeExperiments>.Instance);
        await SubscribeAsync(tenants[0]);
        await judge.ExecuteAsync(CancellationToken.None);
        // One tenant is too few to judge by.
        Assert.Equal(ExperimentState.Running, (await fixture.App.Experiments.GetExperimentAsync(new() { ExperimentId = experimentId })).Experiment.State);

        await SubscribeAsync(tenants[1]);
        await judge.ExecuteAsync(CancellationToken.None);
        await judge.ExecuteAsync(CancellationToken.None);

        var stopped = await fixture.App.Experiments.GetExperimentAsync(new() { ExperimentId = experimentId });
        Assert.Equal(ExperimentState.Stopped, stopped.Experiment.State);
        Assert.StartsWith("MARGIN: variant cheaper earns -", stopped.Experiment.StateReason, StringComparison.Ordinal);
        Assert.True(stopped.Experiment.Variants[0].MarginBasisPoints < 2_000);
        Assert.All(stopped.Assignments, one => Assert.NotNull(one.ReturnTime));
        var subscription = (await fixture.App.Subscriptions.GetSubscriptionAsync(new() { TenantId = tenants[0] })).Subscription;
        Assert.Equal(["b", "1"], subscription.Terms.Select(terms => terms.PlanVersion));
        Assert.Equal("1", (await SubscribeAsync(Tenants(1)[0])).PlanVersion);
    }

    [Fact]
    public async Task Prices_that_are_kept_stay()
    {
        await PublishAsync("1", "49.00");
        await CreateAsync(share: 10_000, maxShare: 10_000);
        var tenant = Tenants(1)[0];
        await SubscribeAsync(tenant);

        await fixture.App.Experiments.EndExperimentAsync(new() { ExperimentId = experimentId, KeepPrices = true });

        var subscription = (await fixture.App.Subscriptions.GetSubscriptionAsync(new() { TenantId = tenant })).Subscription;
        Assert.Equal($"{experimentId}/cheaper", Assert.Single(subscription.Terms).PriceExperiment);
    }

    private static string[] Tenants(int count) => [.. Enumerable.Range(0, count).Select(_ => $"t-{Guid.NewGuid():N}")];

    private BillingApp App(int i) => i % 2 == 0 ? fixture.App : fixture.Other;

    private async Task<Subscription> SubscribeAsync(string tenant, BillingApp? app = null) =>
        (await (app ?? fixture.App).Subscriptions.CreateSubscriptionAsync(new() { TenantId = tenant, PlanId = planId })).Subscription;

    private async Task AssignAsync(string tenant, string variant = "cheaper", BillingApp? app = null) =>
        await (app ?? fixture.App).Experiments.AssignTenantAsync(new() { ExperimentId = experimentId, TenantId = tenant, VariantId = variant });

    private async Task<PriceExperiment> CreateAsync(
        int share, int maxShare, string fee = "39.00", string? id = null, long? minMargin = null, int minTenants = 0)
    {
        var request = new CreateExperimentRequest
        {
            ExperimentId = id ?? experimentId,
            PlanId = planId,
            MaxShareBasisPoints = maxShare,
            MinTenants = minTenants,
            Variants = { new NewVariant { VariantId = "cheaper", Document = Document("b", fee, null), ShareBasisPoints = share } },
        };
        if (minMargin is { } least)
            request.MinMarginBasisPoints = least;
        return (await fixture.App.Experiments.CreateExperimentAsync(request)).Experiment;
    }

    private async Task PublishAsync(string version, string fee, string from = "2026-01-01") =>
        await fixture.App.Plans.PublishPlanAsync(new() { Document = Document(version, fee, from) });

    private string Document(string version, string fee, string? from) => TestPlans.Json(
        "starter", plan => (plan["plan_id"], plan["version"], plan["recurring_fee"], plan["effective_from"]) = (planId, version, fee, (JsonNode?)from));

    private async Task RateAsync(params UsageRecorded[] records) =>
        await fixture.App.Services.GetRequiredService<RateUsage>().ExecuteAsync(records, CancellationToken.None);

    private static async Task<string?> RefusalOfAsync(Func<Task> act)
    {
        try
        {
            await act();
            return null;
        }
        catch (RpcException error)
        {
            return TollgateException.FromRpc(error).Reason;
        }
    }
}
