using Microsoft.Extensions.Options;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Requests;

namespace Tollgate.Metering.Tests.Requests;

public sealed class RecordRequestsTests(MeteringDatabase database) : IClassFixture<MeteringDatabase>
{
    [Fact]
    public async Task Requests_are_counted_once_by_how_they_ended()
    {
        var tenant = Given.Tenant();
        var facts = new[] { "answered", "answered", "cached", "refused", "failed" }.Select(outcome => Given.Request(tenant, outcome)).ToArray();
        await using var one = database.Requests();
        await using var two = database.Requests();

        await Task.WhenAll(facts.Concat(facts).Select((fact, i) => (i % 2 == 0 ? one : two).RecordAsync(fact, default)));
        await one.HandleAsync(facts, default);

        var row = Assert.Single((await QueryAsync(new QueryRequestsRequest { TenantId = tenant })).Rows);
        Assert.Equal((5, 2, 1, 1, 1), (row.Requests, row.Answered, row.Cached, row.Refused, row.Failed));
        Assert.Equal((2, 0, 4, 200, 2500), (row.Escalated, row.Downgraded, row.Attempts, row.Cost.Nanos, row.BaselineCost.Nanos));
    }

    [Fact]
    public async Task Counts_are_grouped_by_tenant_and_day()
    {
        var (first, second) = (Given.Tenant(), Given.Tenant());
        await using var requests = database.Requests();
        await requests.HandleAsync([Given.Request(first), Given.Request(second, "cached")], default);

        var request = new QueryRequestsRequest();
        request.GroupBy.AddRange(["tenant", "day"]);
        var rows = (await QueryAsync(request)).Rows;

        Assert.Equal(1, rows.Single(row => row.Group["tenant"] == first).Answered);
        Assert.Equal(1, rows.Single(row => row.Group["tenant"] == second).Cached);
        Assert.All(rows, row => Assert.Matches(@"^\d{4}-\d\d-\d\d$", row.Group["day"]));
    }

    [Fact]
    public async Task A_completion_that_cannot_be_believed_is_set_aside()
    {
        var tenant = Given.Tenant();
        var bad = Given.Request(tenant, "vanished");
        await using var requests = database.Requests();

        var counted = await requests.HandleAsync([bad, Given.Request(tenant)], default);

        Assert.Equal([false, true], counted);
        Assert.Equal("UNKNOWN_OUTCOME", await database.ScalarAsync<string>("SELECT reason FROM quarantine WHERE event_id = $1", bad.EventId));
    }

    private Task<QueryRequestsResponse> QueryAsync(QueryRequestsRequest request) =>
        new QueryRequests(database.Source, Options.Create(new LedgerOptions())).HandleAsync(request, default);
}
