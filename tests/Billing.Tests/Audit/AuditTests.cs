using System.Text.Json.Nodes;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Tollgate.Billing.Rating;
using Tollgate.Contracts.Audit.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.ServiceDefaults.Audit;

namespace Tollgate.Billing.Tests.Audit;

[Collection(BillingCollection.Name)]
public class AuditTests(BillingFixture fixture)
{
    private readonly string tenant = $"t-{Guid.NewGuid():N}";

    [Fact]
    public async Task The_book_has_each_attempt_once_with_the_sum_of_its_revisions()
    {
        await fixture.App.Subscriptions.CreateSubscriptionAsync(new() { TenantId = tenant, PlanId = "pro" });
        var one = Usage.Of(tenant, new() { Input = 100, Output = 10, CacheWrite1h = 3 }, costNanos: 500);
        var two = Usage.Of(tenant, new() { Input = 7, Reasoning = 1, CachedAudioInput = 2 }, costNanos: 20);
        await RateAsync(one, two, one with { Revision = 2, Usage = new() { Input = -40 }, CostNanos = -100 });

        var audit = await DigestAsync();

        var expected = new BookDigest();
        expected.Add(one.AttemptId, one.Usage with { Input = 60 }, 400);
        expected.Add(two.AttemptId, two.Usage, 20);
        var book = Assert.Single(audit.Books);
        Assert.Equal(("billing", "billing.rated", 2L, 420L, "USD"), (audit.Service, book.Name, book.Records, book.CostNanos, book.Currency));
        Assert.Equal((67L, 10L, 1L, 3L, 2L), (book.Usage.Input, book.Usage.Output, book.Usage.Reasoning, book.Usage.CacheWrite1H, book.Usage.CachedAudioInput));
        Assert.Equal(expected.ToString(), book.Digest);
    }

    [Fact]
    public async Task A_range_takes_attempts_by_their_time()
    {
        var noon = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        await RateAsync([.. Enumerable.Range(0, 5).Select(i => Usage.Of(tenant, new() { Input = 1 }, attemptTime: noon.AddMinutes(i)))]);

        Assert.Equal(2, Assert.Single((await DigestAsync(noon.AddMinutes(1), noon.AddMinutes(3))).Books).Records);
        Assert.Equal(5, Assert.Single((await DigestAsync()).Books).Records);
    }

    [Fact]
    public async Task An_inverted_range_is_refused()
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => DigestAsync(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddHours(-1)));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
    }

    [Theory]
    [InlineData("update charge_states set amount = amount + 0.000001", "unbalanced_charges")]
    [InlineData("update charge_states set quantity = quantity - 1", "unbalanced_charges")]
    [InlineData("delete from charge_states", "unbalanced_charges")]
    [InlineData("delete from rated_lines", "unbalanced_charges")]
    [InlineData("update rated_lines set amount = amount * 2; update charge_states set amount = amount * 2; update rated_usage set amount = amount * 2", "unbalanced_charges")]
    [InlineData("update rated_usage set amount = amount + 1", "unbalanced_entries")]
    [InlineData("update period_states set usage_records = usage_records + 1", "unbalanced_periods")]
    [InlineData("update period_states set cost_nanos = cost_nanos - 1", "unbalanced_periods")]
    [InlineData("update subscriptions set last_sequence = last_sequence + 1", "sequence_gaps")]
    public async Task Tampering_shows(string tampering, string expected)
    {
        var subscription = (await fixture.App.Subscriptions.CreateSubscriptionAsync(new() { TenantId = tenant, PlanId = "starter" })).Subscription;
        await RateAsync(Usage.Of(tenant, new() { Tool = 3 }));
        Assert.Equal(0, (await DigestAsync()).Pending[expected]);

        var scope = $" where subscription_id = '{subscription.SubscriptionId}'";
        await ExecuteAsync(string.Join(";", tampering.Split(';').Select(statement => statement + scope)));

        Assert.Equal(1, (await DigestAsync()).Pending[expected]);
    }

    [Fact]
    public async Task A_line_that_counts_a_user_or_the_providers_cost_is_no_token_and_a_token_too_many_is_named()
    {
        var document = TestPlans.Json("enterprise", plan =>
        {
            plan["plan_id"] = $"p-{tenant}";
            plan["effective_from"] = "2026-01-01";
            plan["charges"]!.AsArray().Add(JsonNode.Parse(
                """{ "charge_id": "cost-plus", "display_name": "Provider cost", "measure": "provider_cost", "model": "percentage", "rate_percent": "110" }"""));
            plan["charges"]!.AsArray().Add(JsonNode.Parse(
                """{ "charge_id": "assistants", "display_name": "Assistants", "measure": "active_assistants", "model": "per_unit", "unit_price": "5" }"""));
        });
        await fixture.App.Plans.PublishPlanAsync(new() { Document = document });
        await fixture.App.Subscriptions.CreateSubscriptionAsync(new() { TenantId = tenant, PlanId = $"p-{tenant}" });
        var usage = Usage.Of(tenant, new() { Input = 100, Output = 10 }) with { UserId = "ann", AssistantId = "helper" };
        await RateAsync(usage, usage with { Revision = 2, Usage = new() { Input = -40 }, CostNanos = -100 });

        Assert.Equal((0, 0), (await PendingAsync("unbalanced_entries"), await PendingAsync("unbalanced_charges")));

        await ExecuteAsync($"update rated_lines set quantity = quantity + 1 where attempt_id = '{usage.AttemptId}' and revision = 2 and charge_id = 'small-input'");
        var audit = await DigestAsync();
        Assert.Equal(1, audit.Pending["unbalanced_entries"]);
        Assert.Equal($"attempt {usage.AttemptId}, revision 2", Assert.Single(audit.Differences).Row);

        // An amount is one whatever it counts.
        await ExecuteAsync($"update rated_lines set amount = amount + 1 where attempt_id = '{usage.AttemptId}' and revision = 1 and charge_id = 'active-users'");
        Assert.Equal(2, await PendingAsync("unbalanced_entries"));
    }

    [Fact]
    public async Task Lines_of_before_count_tokens_as_the_plan_of_their_period_says()
    {
        await fixture.App.Subscriptions.CreateSubscriptionAsync(new() { TenantId = tenant, PlanId = "enterprise" });
        var usage = Usage.Of(tenant, new() { Input = 100 }) with { UserId = "ann" };
        await RateAsync(usage);

        await using (var script = typeof(RateUsage).Assembly.GetManifestResourceStream("Migrations/0060_LinesThatCountTokens.sql")!)
        using (var reader = new StreamReader(script))
            await ExecuteAsync($"begin; alter table rated_lines drop column counts_tokens; {await reader.ReadToEndAsync()}; commit");

        await using var database = NpgsqlDataSource.Create(fixture.Database);
        await using var query = database.CreateCommand($"select string_agg(charge_id || ' ' || counts_tokens, ', ' order by charge_id) from rated_lines where attempt_id = '{usage.AttemptId}'");
        Assert.Equal("active-users false, small-input true", await query.ExecuteScalarAsync());
        Assert.Equal(0, await PendingAsync("unbalanced_entries"));
    }

    private async Task<long> PendingAsync(string what) => (await DigestAsync()).Pending[what];

    private async Task ExecuteAsync(string sql)
    {
        await using var database = NpgsqlDataSource.Create(fixture.Database);
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private async Task RateAsync(params UsageRecorded[] records) =>
        await fixture.App.Services.GetRequiredService<RateUsage>().ExecuteAsync(records, CancellationToken.None);

    private async Task<DigestResponse> DigestAsync(DateTimeOffset? from = null, DateTimeOffset? to = null) => await fixture.App.Audit.DigestAsync(new DigestRequest
    {
        StartTime = from is { } start ? Timestamp.FromDateTimeOffset(start) : null,
        EndTime = to is { } end ? Timestamp.FromDateTimeOffset(end) : null,
        TenantId = tenant,
    });
}
