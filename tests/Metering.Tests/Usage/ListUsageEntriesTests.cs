using Microsoft.Extensions.Options;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Usage;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Metering.Tests.Usage;

public sealed class ListUsageEntriesTests(MeteringDatabase database) : IClassFixture<MeteringDatabase>
{
    [Fact]
    public async Task Pages_hold_every_entry_once_in_the_order_they_were_recorded()
    {
        var tenant = Given.Tenant();
        var attempts = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            var facts = Enumerable.Range(0, 5).Select(_ => Given.Usage(tenant, 1, rank: UsageRank.Counted)).ToArray();
            attempts.AddRange(facts.Select(fact => fact.AttemptId));
            await database.Usage().HandleAsync(facts, default);
        }

        await database.Usage().HandleAsync([Given.Usage(tenant, 3, attempts[0])], default);
        var listed = new List<UsageEntry>();
        var page = new ListUsageEntriesResponse();
        do
        {
            page = await ListAsync(new ListUsageEntriesRequest { TenantId = tenant, PageSize = 4, PageToken = page.NextPageToken });
            listed.AddRange(page.Entries);
        }
        while (page.NextPageToken.Length > 0);

        Assert.Equal(26, listed.Count);
        Assert.Equal(25, listed.Select(entry => entry.AttemptId).Distinct().Count());
        Assert.Equal((attempts[0].ToString(), 2, 2L), (listed[^1].AttemptId, listed[^1].Revision, listed[^1].Cost.Nanos));
        Assert.Equal(listed.Select(entry => entry.RecordTime.ToDateTimeOffset()).Order(), listed.Select(entry => entry.RecordTime.ToDateTimeOffset()));
    }

    [Fact]
    public async Task A_token_of_another_tenant_or_none_at_all_is_refused()
    {
        var (tenant, other) = (Given.Tenant(), Given.Tenant());
        await database.Usage().HandleAsync([Given.Usage(tenant, 1), Given.Usage(tenant, 1)], default);
        var token = (await ListAsync(new ListUsageEntriesRequest { TenantId = tenant, PageSize = 1 })).NextPageToken;

        foreach (var bad in new[] { token, "!!", "aGVsbG8" })
        {
            var error = await Assert.ThrowsAsync<TollgateException>(() => ListAsync(new ListUsageEntriesRequest { TenantId = other, PageToken = bad }));
            Assert.Equal("page_token", Assert.Single(error.Fields).Field);
        }
    }

    [Fact]
    public async Task An_operation_has_its_own_tenants_entries_only()
    {
        var tenant = Given.Tenant();
        var fact = Given.Usage(tenant, 7);
        await database.Usage().HandleAsync([fact, Given.Usage(tenant, 9)], default);
        var get = new GetOperationUsage(database.Source);
        var request = new GetOperationUsageRequest { TenantId = tenant, OperationId = fact.OperationId.ToString() };

        var own = await get.HandleAsync(request, default);
        var foreign = await get.HandleAsync(new GetOperationUsageRequest(request) { TenantId = Given.Tenant() }, default);

        Assert.Equal(7, Assert.Single(own.Entries).Cost.Nanos);
        Assert.Empty(foreign.Entries);
    }

    [Fact]
    public async Task Usage_is_summed_by_group_and_hour()
    {
        var tenant = Given.Tenant();
        var noon = new DateTimeOffset(DateTimeOffset.UtcNow.Date.AddDays(-2).AddHours(12), TimeSpan.Zero);
        foreach (var (hours, user, cost) in new[] { (0, "ann", 1L), (0, "bob", 10), (1, "ann", 100) })
        {
            var time = noon.AddHours(hours);
            await database.Usage().HandleAsync(
                [Given.Usage(tenant, cost, Guid.CreateVersion7(time), user: user) with { StartTime = time, EndTime = time }], default);
        }

        var query = new QueryUsage(database.Source, Options.Create(new LedgerOptions()));
        var request = new QueryUsageRequest { TenantId = tenant };
        request.GroupBy.AddRange(["hour", "user"]);
        var rows = (await query.HandleAsync(request, default)).Rows;

        Assert.Equal([1L, 10, 100], rows.Select(row => row.Cost.Nanos));
        Assert.Equal(("ann", $"{noon:yyyy-MM-dd}T13:00:00Z", 40L), (rows[2].Group["user"], rows[2].Group["hour"], rows[2].Origins.User));
        request.GroupBy.Add("cost_nanos; --");
        var error = await Assert.ThrowsAsync<TollgateException>(() => query.HandleAsync(request, default));
        Assert.Equal("group_by[2]", Assert.Single(error.Fields).Field);
    }

    private Task<ListUsageEntriesResponse> ListAsync(ListUsageEntriesRequest request) => new ListUsageEntries(database.Source).HandleAsync(request, default);
}
