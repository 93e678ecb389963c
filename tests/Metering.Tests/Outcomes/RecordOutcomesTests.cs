using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Outcomes;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Metering.Tests.Outcomes;

public sealed class RecordOutcomesTests(MeteringDatabase database) : IClassFixture<MeteringDatabase>
{
    [Fact]
    public async Task An_outcome_delivered_twice_or_to_two_replicas_is_counted_once()
    {
        var tenant = Given.Tenant();
        var fact = Outcome(tenant, "lead", 5);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => RecordAsync(fact, fact)));

        var row = Assert.Single(await QueryAsync(tenant));
        Assert.Equal((1, 5), (row.Outcomes, row.Revenue.Nanos));
    }

    [Fact]
    public async Task Cost_and_revenue_are_set_against_requests_and_outcomes()
    {
        var tenant = Given.Tenant();
        await database.Usage().HandleAsync([Given.Usage(tenant, 900), Given.Usage(tenant, 110)], default);
        await using var requests = database.Requests();
        await requests.HandleAsync([Given.Request(tenant), Given.Request(tenant, "cached"), Given.Request(tenant, "refused")], default);
        await RecordAsync(Outcome(tenant, "ticket_resolved", 0), Outcome(tenant, "ticket_resolved", 0), Outcome(tenant, "conversion", 3_000));

        var row = Assert.Single(await QueryAsync(tenant));

        Assert.Equal((2, 1010, 505), (row.Requests, row.Cost.Nanos, row.CostPerRequest.Nanos));
        Assert.Equal((3, 3_000, 336, 1_000), (row.Outcomes, row.Revenue.Nanos, row.CostPerOutcome.Nanos, row.RevenuePerOutcome.Nanos));
        Assert.Equal([("conversion", 1, 3_000), ("ticket_resolved", 2, 0)], row.Kinds.Select(kind => (kind.Kind, kind.Outcomes, kind.Revenue.Nanos)));
    }

    [Fact]
    public async Task An_outcome_belongs_to_the_model_that_answered_its_request_and_only_to_its_own_tenants()
    {
        var (tenant, other) = (Given.Tenant(), Given.Tenant());
        await database.Usage().HandleAsync([Given.Usage(tenant, 80)], default);
        await using var requests = database.Requests();
        var request = Given.Request(tenant);
        await requests.HandleAsync([request], default);
        await RecordAsync(
            Outcome(tenant, "lead", 1) with { OperationId = request.OperationId },
            Outcome(tenant, "lead", 1),
            Outcome(other, "lead", 1) with { OperationId = request.OperationId });

        var rows = await QueryAsync(tenant, "model");

        Assert.Equal([("", 1, 0), ("small", 1, 80)], rows.Select(row => (row.Group["model"], row.Outcomes, row.Cost.Nanos)));
        Assert.Equal("", Assert.Single(await QueryAsync(other, "model")).Group["model"]);
    }

    [Fact]
    public async Task What_cannot_be_believed_is_set_aside_and_the_rest_is_recorded()
    {
        var tenant = Given.Tenant();

        await RecordAsync(
            Outcome(tenant, "lead", -1), Outcome(tenant, "", 1), Outcome(tenant, "lead", 1) with { OutcomeTime = DateTimeOffset.UtcNow.AddDays(1) },
            Outcome(tenant, "lead", 1) with { Currency = "EUR" }, Outcome(tenant, "lead", 1));

        Assert.Equal(1, Assert.Single(await QueryAsync(tenant)).Outcomes);
        Assert.Equal(4L, await database.ScalarAsync<long>("SELECT count(*) FROM quarantine WHERE kind = 'outcome' AND body LIKE $1", $"%{tenant}%"));
    }

    [Fact]
    public async Task An_unknown_group_is_refused() =>
        Assert.Equal("group_by[0]", Assert.Single((await Assert.ThrowsAsync<TollgateException>(() => QueryAsync("t", "colour"))).Fields).Field);

    private static OutcomeRecorded Outcome(string tenant, string kind, long revenue) => new()
    {
        EventId = Guid.NewGuid(), TenantId = tenant, AssistantId = "helper", Kind = kind, RevenueNanos = revenue, OutcomeTime = DateTimeOffset.UtcNow,
    };

    private async Task RecordAsync(params OutcomeRecorded[] facts)
    {
        await using var record = new RecordOutcomes(
            database.Source, TimeProvider.System, Options.Create(new LedgerOptions()), NullLogger<RecordOutcomes>.Instance);
        await record.HandleAsync(facts, default);
    }

    private async Task<IReadOnlyList<UnitEconomicsRow>> QueryAsync(string tenant, params string[] groupBy) =>
        (await new QueryUnitEconomics(database.Source, Options.Create(new LedgerOptions())).HandleAsync(
            new QueryUnitEconomicsRequest { TenantId = tenant, GroupBy = { groupBy } }, default)).Rows;
}
