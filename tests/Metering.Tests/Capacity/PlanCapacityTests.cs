using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Options;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Capacity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Prices;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.Tokens;

namespace Tollgate.Metering.Tests.Capacity;

public sealed class PlanCapacityTests(MeteringDatabase database) : IClassFixture<MeteringDatabase>
{
    private static readonly DateTimeOffset Noon = new(DateTimeOffset.UtcNow.Date.AddDays(-2).AddHours(12), TimeSpan.Zero);

    [Fact]
    public async Task Tasks_users_and_the_busiest_minutes_are_counted_as_they_were()
    {
        var tenant = Given.Tenant();
        // Minute by minute 100, 200, ... 2,000 tokens, by four users; every task makes two calls in its minute.
        await RecordAsync(Enumerable.Range(1, 20).SelectMany(i =>
        {
            var first = Usage(tenant, Noon.AddMinutes(i), 50 * i, $"user-{i % 4}");
            return new[] { first, Usage(tenant, Noon.AddMinutes(i).AddSeconds(30), 50 * i, $"user-{i % 4}") with { OperationId = first.OperationId } };
        }));
        await RecordAsync([Usage(Given.Tenant(), Noon, 1_000_000, "stranger"), Usage(tenant, Noon.AddDays(-1), 1_000_000, "before")]);

        var plan = await PlanAsync(new() { TenantId = tenant, StartTime = Noon.ToTimestamp(), EndTime = Noon.AddHours(1).ToTimestamp() });

        Assert.Equal((20, 4, 21_000, 1_050, 500), (plan.Tasks, plan.Users, plan.Tokens, plan.TokensPerTask, plan.TasksPerUserHundredths));
        var model = Assert.Single(plan.Models);
        Assert.Equal(("sim", "small", 40, 21_000), (model.Provider, model.Model, model.Attempts, model.Usage.Input));
        Assert.Equal(new MinuteRate { P95 = 1_900, P99 = 2_000, Peak = 2_000 }, model.TokensPerMinute);
        Assert.Equal(new MinuteRate { P95 = 2, P99 = 2, Peak = 2 }, model.AttemptsPerMinute);
        Assert.Equal(model.TokensPerMinute, model.ScenarioTokensPerMinute);
        Assert.Equal(40 * 7, model.Cost.Nanos);
        Assert.Null(model.ScenarioMonthStandard);
    }

    [Fact]
    public async Task Requests_at_once_are_those_whose_times_overlap()
    {
        var tenant = Given.Tenant();
        await database.Requests().HandleAsync([Request(0, 10), Request(5, 15), Request(10, 20), Request(12, 14), Request(30, 31)], default);

        var plan = await PlanAsync(new() { TenantId = tenant, StartTime = Noon.ToTimestamp(), EndTime = Noon.AddHours(1).ToTimestamp(), UsersPercent = 250 });

        Assert.Equal((3, Noon.AddSeconds(12)), (plan.PeakConcurrency, plan.PeakTime.ToDateTimeOffset()));
        Assert.Equal(8, plan.ScenarioPeakConcurrency);

        Contracts.Intake.V1.RequestCompleted Request(int from, int to) =>
            Given.Request(tenant) with { AcceptTime = Noon.AddSeconds(from), EndTime = Noon.AddSeconds(to) };
    }

    [Fact]
    public async Task A_scenario_is_priced_by_the_book_in_force_also_as_batch()
    {
        var tenant = Given.Tenant();
        var batch = PriceBook.Default.Entries.First(entry => entry is { Tier: ServiceTier.Batch, LongContext: null, Currency: "USD" } && entry.IsEffective(Noon)
            && PriceBook.Default.Find(entry.Provider, entry.Model, Noon) is { LongContext: null });
        var standard = PriceBook.Default.Find(batch.Provider, batch.Model, Noon)!;
        await RecordAsync([Usage(tenant, Noon, 3_000_000, "ann") with { Provider = batch.Provider, Model = batch.Model }]);

        var plan = await PlanAsync(new()
        {
            TenantId = tenant, StartTime = Noon.ToTimestamp(), EndTime = Noon.AddDays(1).ToTimestamp(), UsersPercent = 300, GrowthPercent = 50,
        });

        // 30 days of 4.5 times as much.
        var model = Assert.Single(plan.Models);
        var usage = new Tokens.TokenUsage { Input = 3_000_000 };
        Assert.Equal(Cost.Of(usage, standard).Nanos * 135, model.ScenarioMonthStandard.Nanos);
        Assert.Equal(Cost.Of(usage, batch).Nanos * 135, model.ScenarioMonthBatch.Nanos);
        Assert.Equal(13_500_000, model.ScenarioTokensPerMinute.Peak);
        Assert.Equal(5, model.ScenarioAttemptsPerMinute.Peak);
    }

    [Fact]
    public async Task A_correction_changes_the_tokens_of_its_minute_and_is_no_call()
    {
        var tenant = Given.Tenant();
        var guess = Usage(tenant, Noon, 500, "ann");
        await RecordAsync([guess]);
        await RecordAsync([Usage(tenant, Noon, 300, "ann", guess.AttemptId, UsageRank.Provider)]);

        var model = Assert.Single((await PlanAsync(new() { TenantId = tenant, StartTime = Noon.ToTimestamp(), EndTime = Noon.AddHours(1).ToTimestamp() })).Models);

        Assert.Equal((1, 300, 1), (model.Attempts, model.TokensPerMinute.Peak, model.AttemptsPerMinute.Peak));
    }

    [Fact]
    public async Task A_scenario_that_makes_no_sense_is_refused_naming_every_field()
    {
        var error = await Assert.ThrowsAsync<TollgateException>(() => PlanAsync(new()
        {
            TenantId = "acme", StartTime = Noon.AddDays(-32).ToTimestamp(), EndTime = Noon.ToTimestamp(), UsersPercent = -1, GrowthPercent = -100,
        }));

        Assert.Equal(["end_time", "users_percent", "growth_percent"], error.Fields.Select(field => field.Field));
        Assert.Empty((await PlanAsync(new() { TenantId = Given.Tenant() })).Models);
    }

    private static TokensMetered Usage(string tenant, DateTimeOffset time, long tokens, string user, Guid? attempt = null, UsageRank rank = UsageRank.Counted) =>
        Given.Usage(tenant, 7, attempt ?? Guid.CreateVersion7(time), rank, user) with
        {
            StartTime = time, EndTime = time.AddSeconds(1), Usage = new TokenCounts { Input = tokens }, Origins = new OriginCounts(),
        };

    private Task RecordAsync(IEnumerable<TokensMetered> facts) => database.Usage().HandleAsync([.. facts], default);

    private Task<PlanCapacityResponse> PlanAsync(PlanCapacityRequest request) =>
        new PlanCapacity(database.Source, new PriceBooks(database.Source), Options.Create(new LedgerOptions()), TimeProvider.System).HandleAsync(request, default);
}
