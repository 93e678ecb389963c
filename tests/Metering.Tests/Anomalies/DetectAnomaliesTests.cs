using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Anomalies;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Usage;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Metering.Tests.Anomalies;

public sealed class DetectAnomaliesTests : IAsyncLifetime
{
    private const long Dollar = 1_000_000_000;

    private readonly MeteringDatabase database = new();
    private readonly FakeTimeProvider clock = new(DateTimeOffset.UtcNow);
    private readonly string tenant = Given.Tenant();
    private readonly DateTimeOffset odd = HourRange.Floor(DateTimeOffset.UtcNow.AddHours(-3));

    public async Task InitializeAsync()
    {
        await database.InitializeAsync();
        await AddHistoryAsync(tenant);
    }

    public Task DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task An_anomaly_is_found_once_by_however_many_replicas_however_often_they_look()
    {
        await SpendAsync(tenant, 60);
        await AddHistoryAsync(Given.Tenant());

        await Task.WhenAll(LookAsync(), LookAsync(), LookAsync());
        await LookAsync();
        clock.Advance(TimeSpan.FromHours(1));
        await Task.WhenAll(LookAsync(), LookAsync());

        var list = await ListAsync();
        Assert.Equal([AnomalyMetric.Cost, AnomalyMetric.CostPerRequest], list.Select(anomaly => anomaly.Metric).Order());
        var cost = list.Single(anomaly => anomaly.Metric == AnomalyMetric.Cost);
        var hour = Assert.Single(cost.Hours);
        Assert.Equal((odd, 62 * Dollar, 2 * Dollar), (hour.Hour.ToDateTimeOffset(), hour.Observed.Cost.Nanos, hour.Expected.Cost.Nanos));
        Assert.Equal(12, hour.ComparedHours.Count);
        Assert.Equal(
            list.Select(anomaly => Guid.Parse(anomaly.AnomalyId)).Order(),
            await database.ScalarAsync<Guid[]>("SELECT array_agg(notice_id ORDER BY notice_id) FROM notices"));
    }

    [Fact]
    public async Task Who_contributed_adds_up_to_the_rollups_in_every_dimension()
    {
        await database.Usage().HandleAsync(
            [.. Enumerable.Range(0, 9).Select(i => Usage(tenant, (i + 1) * Dollar) with
            {
                UserId = $"user-{i}", AssistantId = i % 2 == 0 ? "help" : "sales", ApiKeyId = $"key-{i % 3}", Model = "large",
            })],
            default);
        await LookAsync();
        var cost = (await ListAsync()).Single(anomaly => anomaly.Metric == AnomalyMetric.Cost);

        var found = await Reads().GetAsync(new GetAnomalyRequest { TenantId = tenant, AnomalyId = cost.AnomalyId }, default);

        Assert.Equal(cost, found.Anomaly);
        Assert.Equal(cost.Hours.Single().Observed.Cost.Nanos, found.Total.Cost.Nanos);
        // The ledger has no keys of the hours that were put into the rollups alone.
        var byDimension = found.Contributors.GroupBy(part => part.Dimension).ToDictionary(group => group.Key, group => group.Sum(part => part.Observed.Cost.Nanos));
        Assert.Equal([("api_key", 45 * Dollar), ("assistant", 47 * Dollar), ("model", 47 * Dollar), ("user", 47 * Dollar)], byDimension.OrderBy(sum => sum.Key).Select(sum => (sum.Key, sum.Value)));
        Assert.Equal(
            [("large", 45 * Dollar, 0), ("small", 2 * Dollar, 2 * Dollar)],
            found.Contributors.Where(part => part.Dimension == "model").Select(part => (part.Value, part.Observed.Cost.Nanos, part.Expected.Cost.Nanos)));
        var users = found.Contributors.Where(part => part.Dimension == "user").ToArray();
        Assert.Equal(["user-8", "user-7", "user-6", "user-5", "user-4", ""], users.Select(part => part.Value));
        Assert.True(users[^1].Rest);
    }

    [Fact]
    public async Task A_late_correction_that_makes_the_hour_ordinary_withdraws_it_and_nobody_else_is_told()
    {
        var guess = Usage(tenant, 60 * Dollar, rank: UsageRank.Assumed);
        await database.Usage().HandleAsync([guess], default);
        await LookAsync();
        Assert.Equal(2, (await ListAsync()).Count);

        await database.Usage().HandleAsync([Usage(tenant, Dollar / 10, guess.AttemptId)], default);
        clock.Advance(TimeSpan.FromHours(1));
        await LookAsync();

        Assert.Empty(await ListAsync());
        var withdrawn = (await ListAsync(withdrawn: true)).Single(anomaly => anomaly.Metric == AnomalyMetric.Cost);
        Assert.NotNull(withdrawn.WithdrawTime);
        Assert.Empty(withdrawn.Hours);
        Assert.Equal(0, await database.ScalarAsync<long>("SELECT count(*) FROM notices WHERE next_step_at < 'infinity'"));
        Assert.Empty((await Reads().GetAsync(new GetAnomalyRequest { TenantId = tenant, AnomalyId = withdrawn.AnomalyId }, default)).Contributors);
    }

    [Fact]
    public async Task A_replica_that_dies_before_its_commit_has_found_nothing_and_the_next_one_finds_it()
    {
        await SpendAsync(tenant, 60);
        await database.ExecuteAsync(
            """
            CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'killed'; END $$;
            CREATE TRIGGER die BEFORE UPDATE ON anomaly_marks FOR EACH ROW EXECUTE FUNCTION die();
            """);

        await Assert.ThrowsAsync<PostgresException>(LookAsync);
        var before = await ListAsync();
        await database.ExecuteAsync("DROP TRIGGER die ON anomaly_marks");
        await LookAsync();

        Assert.Empty(before);
        Assert.Equal(2, (await ListAsync()).Count);
        Assert.Equal(2, await database.ScalarAsync<long>("SELECT count(*) FROM notices"));
    }

    [Fact]
    public async Task An_anomaly_is_its_tenants_and_nobody_elses()
    {
        await SpendAsync(tenant, 60);
        await LookAsync();
        var id = (await ListAsync())[0].AnomalyId;

        var error = await Assert.ThrowsAsync<TollgateException>(() => Reads().GetAsync(new GetAnomalyRequest { TenantId = "somebody-else", AnomalyId = id }, default));
        var nonsense = await Assert.ThrowsAsync<TollgateException>(() => Reads().GetAsync(new GetAnomalyRequest { TenantId = tenant, AnomalyId = "nonsense" }, default));
        var inverted = await Assert.ThrowsAsync<TollgateException>(() => Reads().ListAsync(
            new ListAnomaliesRequest { StartTime = odd.ToTimestamp(), EndTime = odd.AddDays(-1).ToTimestamp() }, default));

        Assert.Equal(("ANOMALY_NOT_FOUND", "anomaly_id", "end_time"), (error.Reason, nonsense.Fields.Single().Field, inverted.Fields.Single().Field));
        Assert.Empty((await Reads().ListAsync(new ListAnomaliesRequest { TenantId = "somebody-else" }, default)).Anomalies);
        Assert.Equal(2, (await Reads().ListAsync(new ListAnomaliesRequest(), default)).Anomalies.Count);
    }

    private async Task LookAsync()
    {
        var detect = new DetectAnomalies(
            database.Source, Options.Create(new LedgerOptions()), Options.Create(new AnomalyOptions()), clock, NullLogger<DetectAnomalies>.Instance);
        await detect.EnlistAsync(default);
        while (await detect.HandleAsync(default))
        {
        }
    }

    private async Task<IReadOnlyList<Anomaly>> ListAsync(bool withdrawn = false) =>
        (await Reads().ListAsync(new ListAnomaliesRequest { TenantId = tenant, IncludeWithdrawn = withdrawn }, default)).Anomalies;

    private ReadAnomalies Reads() => new(database.Source, Options.Create(new LedgerOptions()));

    private Task SpendAsync(string who, long dollars) => database.Usage().HandleAsync([Usage(who, dollars * Dollar)], default);

    private TokensMetered Usage(string who, long nanos, Guid? attempt = null, UsageRank rank = UsageRank.Provider) =>
        Given.Usage(who, nanos, attempt ?? Guid.CreateVersion7(odd), rank) with { StartTime = odd.AddMinutes(7), EndTime = odd.AddMinutes(8) };

    // Four weeks and the hours to come: two dollars and two hundred requests an hour.
    private async Task AddHistoryAsync(string who)
    {
        var columns = string.Join(", ", UsageAmounts.Columns);
        var values = string.Join(", ", UsageAmounts.Columns.Select(column => column switch { "cost_nanos" => $"{2 * Dollar}", "input" => "300000", _ => "0" }));
        await database.ExecuteAsync(
            $"""
            INSERT INTO usage_rollups (tenant_id, hour, assistant_id, user_id, provider, model, payer, attempts, {columns})
            SELECT '{who}', h, 'help', 'ann', 'sim', 'small', 1, 200, {values}
            FROM generate_series('{odd.AddDays(-29):u}'::timestamptz, '{odd.AddHours(6):u}', interval '1 hour') AS h;
            INSERT INTO request_rollups (tenant_id, hour, assistant_id, user_id, model, reason, answered, cached, refused, failed, escalated, downgraded,
                attempts, cost_nanos, baseline_cost_nanos)
            SELECT '{who}', h, 'help', 'ann', 'small', '', 150, 50, 0, 0, 0, 0, 200, 0, 0
            FROM generate_series('{odd.AddDays(-29):u}'::timestamptz, '{odd.AddHours(6):u}', interval '1 hour') AS h
            """);
    }
}
