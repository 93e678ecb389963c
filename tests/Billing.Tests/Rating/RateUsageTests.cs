using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Tollgate.Billing.Rating;
using Tollgate.Contracts.Billing.V1;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Billing.Tests.Rating;

[Collection(BillingCollection.Name)]
public class RateUsageTests(BillingFixture fixture)
{
    private readonly string tenant = $"t-{Guid.NewGuid():N}";

    [Fact]
    public async Task Delivered_twice_is_rated_once()
    {
        await SubscribeAsync();
        var batch = Usage.Batch(Usage.Of(tenant, new() { Input = 5_000_000, Tool = 2 }, costNanos: 700));
        await fixture.App.Bus.Publish(batch);
        await RatedAsync(1);

        await fixture.App.Bus.Publish(batch with { BatchId = Guid.NewGuid() });
        await RateAsync(fixture.App, [.. batch.Events, .. batch.Events]);

        var statement = await StatementAsync();
        Assert.Equal(1, statement.UsageRecords);
        Assert.Equal(700, statement.ProviderCost.Nanos);
        Assert.Equal(5_000_000, statement.Lines.Single(line => line.ChargeId == "small-input").Quantity);
        await AssertAtRestAsync();
    }

    [Fact]
    public async Task Reordered_and_split_deliveries_cost_the_same()
    {
        await SubscribeAsync();
        var other = $"t-{Guid.NewGuid():N}";
        await fixture.App.Subscriptions.CreateSubscriptionAsync(new() { TenantId = other, PlanId = "starter" });
        UsageRecorded[] mine = [.. Enumerable.Range(1, 60).Select(i => Usage.Of(tenant, new() { Input = i * 50_000, Output = i * 9_000 }))];
        UsageRecorded[] theirs = [.. mine.Select(record => record with { TenantId = other, AttemptId = Guid.CreateVersion7(), EventId = Guid.NewGuid() })];
        new Random(7).Shuffle(theirs);

        foreach (var chunk in mine.Chunk(7))
            await RateAsync(fixture.App, chunk);
        await RateAsync(fixture.App, theirs);

        var (one, two) = (await StatementAsync(), await StatementAsync(other));
        Assert.Equal(one.Lines.Select(Timeless), two.Lines.Select(Timeless));
        Assert.Equal(one.Total, two.Total);
        Assert.True(one.Total.Nanos > 49_000_000_000, "the usage must be beyond what is included, or this proves nothing");
        await AssertAtRestAsync();
    }

    // The two did not subscribe at the same instant.
    private static StatementLine Timeless(StatementLine line) => new(line) { StartTime = null, EndTime = null };

    [Fact]
    public async Task A_correction_that_arrives_before_its_first_entry_counts_the_same()
    {
        await SubscribeAsync();
        var first = Usage.Of(tenant, new() { Input = 4_000_000 });
        var correction = first with { Revision = 2, EventId = Guid.NewGuid(), Usage = new() { Input = -1_000_000 }, CostNanos = -300 };

        await RateAsync(fixture.App, [correction]);
        await RateAsync(fixture.Other, [first]);

        var statement = await StatementAsync();
        Assert.Equal(3_000_000, statement.Lines.Single(line => line.ChargeId == "small-input").Quantity);
        Assert.Equal(600_000_000, statement.Lines.Single(line => line.ChargeId == "small-input").Amount.Nanos);
        Assert.Equal(700, statement.ProviderCost.Nanos);
        await AssertAtRestAsync();
    }

    [Fact]
    public async Task Two_replicas_racing_over_the_same_records_rate_each_once_and_in_sequence()
    {
        await SubscribeAsync();
        var second = $"t-{Guid.NewGuid():N}";
        await fixture.App.Subscriptions.CreateSubscriptionAsync(new() { TenantId = second, PlanId = "pro" });
        UsageRecorded[] records = [.. Enumerable.Range(0, 300).Select(i => Usage.Of(i % 3 == 0 ? second : tenant, new() { Input = 20_000 + i, Output = 7 * i }))];

        // Both replicas get everything, cut and ordered differently, many transactions at a time.
        var random = new Random(11);
        var work = new List<Task>();
        foreach (var app in new[] { fixture.App, fixture.Other })
        {
            var mine = records.ToArray();
            random.Shuffle(mine);
            work.AddRange(mine.Chunk(13).Select(chunk => Task.Run(() => RateAsync(app, chunk))));
        }

        await Task.WhenAll(work);

        var statement = await StatementAsync();
        Assert.Equal(200, statement.UsageRecords);
        Assert.Equal(records.Where(record => record.TenantId == tenant).Sum(record => record.Usage.Input), statement.Lines.Single(line => line.ChargeId == "small-input").Quantity);
        Assert.Equal(Enumerable.Range(1, 200).Select(i => (long)i), await ColumnAsync<long>("select sequence from rated_usage where tenant_id = $1 order by sequence"));
        Assert.Equal(100, (await StatementAsync(second)).UsageRecords);
        await AssertAtRestAsync();
    }

    [Fact]
    public async Task Subscribing_while_usage_pours_in_leaves_every_record_rated_once()
    {
        UsageRecorded[] Records() => [.. Enumerable.Range(0, 20).Select(_ => Usage.Of(tenant, new() { Tool = 1 }))];
        var pouring = Task.Run(async () =>
        {
            for (var i = 0; i < 20; i++)
                await RateAsync(i % 2 == 0 ? fixture.App : fixture.Other, Records());
        });
        await RatedAsync(1);
        await SubscribeAsync();
        await pouring;
        await RateAsync(fixture.App, Records());

        var statement = await StatementAsync();
        var free = (await ColumnAsync<long>("select count(*) from rated_usage where tenant_id = $1 and reason = 'NO_SUBSCRIPTION'")).Single();
        Assert.Equal(420, free + statement.UsageRecords);
        Assert.Equal(statement.UsageRecords, statement.Lines.Single(line => line.ChargeId == "tools").Quantity);
        Assert.True(statement.UsageRecords >= 20);
        await AssertAtRestAsync();
    }

    [Fact]
    public async Task Usage_without_a_subscription_or_paid_by_the_platform_is_rated_at_zero_with_the_reason()
    {
        var early = Usage.Of(tenant, new() { Tool = 5 });
        await RateAsync(fixture.App, [early]);
        await SubscribeAsync();
        var ours = Usage.Of(tenant, new() { Tool = 7 }, costNanos: 50) with { Payer = Payer.Platform };
        await RateAsync(fixture.App, [ours, early with { Revision = 2, EventId = Guid.NewGuid(), Usage = new() { Tool = -1 } }]);

        var statement = await StatementAsync();
        Assert.Equal(["recurring"], statement.Lines.Select(line => line.ChargeId));
        Assert.Equal(1, statement.UsageRecords);
        Assert.Equal(50, statement.ProviderCost.Nanos);
        Assert.Equal(
            ["NO_SUBSCRIPTION", "NO_SUBSCRIPTION", "PLATFORM_PAID"],
            await ColumnAsync<string>("select reason from rated_usage where tenant_id = $1 order by reason"));
        await AssertAtRestAsync();
    }

    [Fact]
    public async Task One_bad_record_does_not_fail_its_batch_and_is_named_by_the_audit()
    {
        await SubscribeAsync();
        var good = Usage.Of(tenant, new() { Tool = 1 });
        UsageRecorded[] bad =
        [
            Usage.Of(tenant, new() { Input = -5 }),
            Usage.Of(tenant, new() { Input = long.MaxValue }),
            Usage.Of(tenant, new() { Input = 1 }, costNanos: long.MinValue),
            Usage.Of(tenant, new() { Input = 1 }) with { Currency = "XTS" },
            Usage.Of(tenant, new() { Input = 1 }) with { Payer = Payer.Unspecified },
            Usage.Of(tenant, new() { Input = 1 }) with { Revision = 0 },
            Usage.Of(tenant, new() { Input = 1 }) with { Model = "gpt\u0000" },
            Usage.Of(tenant, new() { Input = 1 }) with { RecordTime = DateTimeOffset.MaxValue },
            Usage.Of(tenant, new() { Input = 1 }) with { AttemptId = Guid.Empty },
        ];

        await fixture.App.Bus.Publish(Usage.Batch([.. bad, good]));
        await RatedAsync(1);

        Assert.Equal(1, (await StatementAsync()).UsageRecords);
        Assert.Equal(
            ["ATTEMPT_ID_MISSING", "COST_OUT_OF_RANGE", "CURRENCY_UNKNOWN", "MODEL_INVALID", "PAYER_UNKNOWN", "REVISION_OUT_OF_RANGE", "TIME_IMPLAUSIBLE", "USAGE_NEGATIVE", "USAGE_OUT_OF_RANGE"],
            await ColumnAsync<string>("select problem from quarantined_usage where tenant_id = $1 order by problem"));
        var audit = await fixture.App.Audit.DigestAsync(new() { TenantId = tenant });
        Assert.Equal(9, audit.Pending["quarantined"]);
    }

    [Fact]
    public async Task Redelivered_bad_records_are_kept_once()
    {
        var bad = Usage.Of(tenant, new() { Input = -5 });
        await RateAsync(fixture.App, [bad]);
        await RateAsync(fixture.Other, [bad, bad]);

        Assert.Equal(1, (await fixture.App.Audit.DigestAsync(new() { TenantId = tenant })).Pending["quarantined"]);
    }

    [Fact]
    public async Task Every_sampled_record_gets_its_own_span_in_the_trace_of_its_request()
    {
        await SubscribeAsync();
        var spans = new List<Activity>();
        var request = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded);
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Tollgate.Billing" or "MassTransit",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                lock (spans)
                    spans.Add(span);
            },
        };
        ActivitySource.AddActivityListener(listener);

        var traced = Usage.Of(tenant, new() { Tool = 1 }) with { TraceParent = $"00-{request.TraceId}-{request.SpanId}-01" };
        await fixture.App.Bus.Publish(Usage.Batch(traced, Usage.Of(tenant, new() { Tool = 1 })));

        var span = await Eventually.SeeAsync(() =>
        {
            lock (spans)
                return Task.FromResult(spans.SingleOrDefault(span => span.OperationName == "rate usage" && span.TraceId == request.TraceId));
        });
        Assert.Equal(request.SpanId, span.ParentSpanId);
        Assert.Equal(tenant, span.GetTagItem("tollgate.tenant.id"));
        Assert.NotEqual(request.TraceId, Assert.Single(span.Links).Context.TraceId);
    }

    private async Task SubscribeAsync() => await fixture.App.Subscriptions.CreateSubscriptionAsync(new() { TenantId = tenant, PlanId = "starter" });

    private static Task RateAsync(BillingApp app, IReadOnlyList<UsageRecorded> records) =>
        app.Services.GetRequiredService<RateUsage>().ExecuteAsync(records, CancellationToken.None);

    private async Task<Statement> StatementAsync(string? of = null) =>
        (await fixture.Other.Statements.GetStatementAsync(new() { TenantId = of ?? tenant })).Statement;

    private Task<string> RatedAsync(int records) => Eventually.SeeAsync(async () =>
        (await ColumnAsync<long>("select count(*) from rated_usage where tenant_id = $1")).Single() >= records ? "rated" : null);

    private async Task AssertAtRestAsync()
    {
        var audit = await fixture.App.Audit.DigestAsync(new() { TenantId = tenant });
        Assert.All(audit.Pending.Where(pending => pending.Key != "outbox"), pending => Assert.Equal((pending.Key, 0L), (pending.Key, pending.Value)));
    }

    private async Task<IReadOnlyList<T>> ColumnAsync<T>(string sql)
    {
        await using var source = NpgsqlDataSource.Create(fixture.Database);
        await using var command = source.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenant });
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<T>();
        while (await reader.ReadAsync())
            values.Add(reader.GetFieldValue<T>(0));
        return values;
    }
}
