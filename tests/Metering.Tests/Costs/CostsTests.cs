using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Costs;
using Tollgate.Metering.Ledger;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Metering.Tests.Costs;

public sealed class CostsTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(DateTimeOffset.UtcNow.Date.AddDays(-4).AddHours(12), TimeSpan.Zero);

    private readonly MeteringDatabase database = new();

    public Task InitializeAsync() => database.InitializeAsync();

    public Task DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task A_tenants_full_cost_is_its_usage_and_its_part_of_what_runs_anyway()
    {
        await UseAsync("a", Noon, cost: 300);
        await UseAsync("b", Noon, cost: 100);
        await UseAsync("b", Noon, cost: 50, Payer.Platform);
        await Items().CreateAsync(Item("gpu", 450, Noon, Noon.AddHours(1), CostAllocation.UsageCost), default);
        await Items().CreateAsync(Item("tuned", 70, Noon, Noon.AddHours(1), CostAllocation.Tenant, "a", "tuning"), default);

        var costs = await QueryAsync(Noon, Noon.AddHours(1));

        Assert.Equal(
            [("a", 300, 0, 300 + 300 + 70), ("b", 100, 50, 150 + 150)],
            costs.Select(row => (row.TenantId, row.CustomerUsage.Nanos, row.PlatformUsage.Nanos, row.Total.Nanos)));
        Assert.Equal([("endpoint_hours", 300), ("tuning", 70)], costs[0].Items.Select(item => (item.Category, item.Cost.Nanos)));
    }

    [Theory]
    [InlineData(CostAllocation.UsageCost, 750, 250)]
    [InlineData(CostAllocation.Tokens, 500, 500)]
    [InlineData(CostAllocation.Attempts, 500, 500)]
    [InlineData(CostAllocation.Even, 500, 500)]
    public async Task A_shared_cost_follows_its_rule(CostAllocation rule, long first, long second)
    {
        await UseAsync("a", Noon, cost: 300);
        await UseAsync("b", Noon, cost: 100);
        await Items().CreateAsync(Item("gpu", 1000, Noon, Noon.AddHours(1), rule), default);

        var costs = await QueryAsync(Noon, Noon.AddHours(1));

        Assert.Equal([first, second], costs.Select(row => row.Items.Single().Cost.Nanos));
    }

    [Fact]
    public async Task Ranges_that_follow_each_other_add_up_to_the_nano_and_idle_hours_are_nobodys()
    {
        foreach (var (tenant, hour) in new[] { ("a", 0), ("b", 0), ("c", 0), ("a", 2) })
            await UseAsync(tenant, Noon.AddHours(hour), cost: 7);
        await Items().CreateAsync(Item("gpu", 1_000_003, Noon.AddMinutes(-17), Noon.AddHours(3).AddMinutes(11), CostAllocation.UsageCost), default);

        var whole = Sum(await QueryAsync(Noon.AddHours(-1), Noon.AddHours(5)));
        var parts = new List<TenantCost>();
        foreach (var hour in Enumerable.Range(-1, 6))
            parts.AddRange(await QueryAsync(Noon.AddHours(hour), Noon.AddHours(hour + 1)));

        Assert.Equal(1_000_003, whole.Values.Sum());
        Assert.Equal(whole, Sum(parts));
        Assert.True(whole[""] > 0);
    }

    [Fact]
    public async Task A_cost_is_entered_once_and_counts_no_more_when_taken_back()
    {
        await UseAsync("a", Noon, cost: 1);
        var item = Item("gpu", 60, Noon, Noon.AddHours(1), CostAllocation.Even);
        var first = await Items().CreateAsync(item, default);
        var again = await Items().CreateAsync(item, default);
        var other = await Assert.ThrowsAsync<TollgateException>(() => Items().CreateAsync(Item("gpu", 61, Noon, Noon.AddHours(1), CostAllocation.Even), default));

        var voided = await Items().VoidAsync("gpu", default);

        Assert.Equal(first, again);
        Assert.Equal("COST_ITEM_EXISTS", other.Reason);
        Assert.NotNull(voided.VoidTime);
        Assert.Equal(voided, Assert.Single(await Items().ListAsync(default)));
        Assert.Equal(1, Assert.Single(await QueryAsync(Noon, Noon.AddHours(1))).Total.Nanos);
        Assert.Equal("COST_ITEM_NOT_FOUND", (await Assert.ThrowsAsync<TollgateException>(() => Items().VoidAsync("nothing", default))).Reason);
    }

    [Fact]
    public async Task A_cost_that_makes_no_sense_is_refused_naming_every_field()
    {
        var item = Item("GPU", -1, Noon, Noon, CostAllocation.Unspecified, "a", "magic");
        item.Amount.Currency = "EUR";

        var fields = await Assert.ThrowsAsync<TollgateException>(() => Items().CreateAsync(item, default));
        var time = await Assert.ThrowsAsync<TollgateException>(() => Items().CreateAsync(Item("gpu", 1, Noon, Noon, CostAllocation.Even), default));

        Assert.Equal(
            ["item.allocation", "item.amount.currency", "item.amount.nanos", "item.category", "item.item_id", "item.tenant_id"],
            fields.Fields.Select(field => field.Field).Order());
        Assert.Equal("end_time", Assert.Single(time.Fields).Field);
    }

    [Fact]
    public async Task What_a_provider_charges_beyond_usage_is_entered_once_and_shared_out_and_what_it_charges_less_is_a_credit()
    {
        var day = new DateTimeOffset(Noon.UtcDateTime.Date, TimeSpan.Zero);
        await UseAsync("a", Noon, cost: 300);
        await UseAsync("b", Noon, cost: 100);
        var more = Difference(day, 24_000_001);
        await Differences().HandleAsync(more, default);
        await Differences().HandleAsync(more, default);
        await Differences().HandleAsync(Difference(day, -2_400_000), default);
        await Differences().HandleAsync(Difference(day, 1) with { Currency = "EUR" }, default);

        var hour = await QueryAsync(Noon, Noon.AddHours(1));
        var whole = await QueryAsync(day, day.AddDays(1));

        Assert.Equal([675_000, 225_000], hour.Select(row => Assert.Single(row.Items).Cost.Nanos));
        Assert.Equal(21_600_001, Sum(whole).Values.Sum());
        Assert.Equal(2, (await Items().ListAsync(default)).Count(item => item.Category == EnterChargeDifference.Category));
        Assert.Equal("UNKNOWN_CURRENCY", await database.ScalarAsync<string>("SELECT reason FROM quarantine WHERE kind = 'charge'"));
    }

    private static ChargeDifferenceFound Difference(DateTimeOffset day, long nanos) => new()
    {
        EventId = Guid.NewGuid(),
        Endpoint = "openai",
        LineItem = "gpt-4.1-mini",
        StartTime = day,
        EndTime = day.AddDays(1),
        CostNanos = nanos,
        Currency = "USD",
        Explanation = "Price",
    };

    private EnterChargeDifference Differences() =>
        new(database.Source, Options.Create(new LedgerOptions()), NullLogger<EnterChargeDifference>.Instance);

    private static Dictionary<string, long> Sum(IEnumerable<TenantCost> rows) => rows
        .SelectMany(row => row.Items.Select(item => (row.TenantId, item.Cost.Nanos)))
        .GroupBy(part => part.TenantId).ToDictionary(tenant => tenant.Key, tenant => tenant.Sum(part => part.Nanos));

    private async Task UseAsync(string tenant, DateTimeOffset time, long cost, Payer payer = Payer.Customer) =>
        await database.Usage().HandleAsync(
            [Given.Usage(tenant, cost, Guid.CreateVersion7(time)) with { StartTime = time, EndTime = time, Payer = payer }], default);

    private static CostItem Item(
        string id, long nanos, DateTimeOffset start, DateTimeOffset end, CostAllocation rule, string tenant = "", string category = "endpoint_hours") => new()
    {
        ItemId = id,
        Category = category,
        TenantId = tenant,
        Amount = new Money { Currency = "USD", Nanos = nanos },
        StartTime = start.ToTimestamp(),
        EndTime = end.ToTimestamp(),
        Allocation = rule,
    };

    private ManageCostItems Items() => new(database.Source, Options.Create(new LedgerOptions()));

    private async Task<IReadOnlyList<TenantCost>> QueryAsync(DateTimeOffset start, DateTimeOffset end) =>
        (await new QueryCosts(database.Source, Options.Create(new LedgerOptions())).HandleAsync(
            new QueryCostsRequest { StartTime = start.ToTimestamp(), EndTime = end.ToTimestamp() }, default)).Tenants;
}
