using Google.Protobuf.WellKnownTypes;
using Tollgate.Contracts.Audit.V1;
using Tollgate.Contracts.Common.V1;
using Tollgate.ServiceDefaults.Audit;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Metering.Tests.Audit;

public sealed class DigestBooksTests(MeteringDatabase database) : IClassFixture<MeteringDatabase>
{
    [Fact]
    public async Task The_digest_is_of_each_attempts_total_whatever_its_revisions()
    {
        var tenant = Given.Tenant();
        var plain = Given.Usage(tenant, 70);
        var assumed = Given.Usage(tenant, 900, rank: UsageRank.Assumed);
        var stated = Given.Usage(tenant, 40, assumed.AttemptId) with { Usage = new TokenCounts { Input = 3, Output = 4 } };
        await database.Usage().HandleAsync([plain, assumed], default);
        await database.Usage().HandleAsync([stated], default);
        var expected = new BookDigest();
        expected.Add(plain.AttemptId, plain.Usage, 70);
        expected.Add(stated.AttemptId, stated.Usage, 40);

        var digest = await DigestAsync(database, new DigestRequest { TenantId = tenant });

        var ledger = digest.Books.Single(book => book.Name == "metering.ledger");
        Assert.Equal("metering", digest.Service);
        Assert.Equal((expected.ToString(), 2, 110, 73), (ledger.Digest, ledger.Records, ledger.CostNanos, ledger.Usage.Input));
        var rollups = digest.Books.Single(book => book.Name == "metering.rollups");
        Assert.Equal((2, 110, 73), (rollups.Records, rollups.CostNanos, rollups.Usage.Input));
    }

    [Fact]
    public async Task Open_holds_and_set_aside_events_are_named()
    {
        var tenant = Given.Tenant();
        await using var holds = database.Holds();
        await holds.HandleAsync([Given.Place(tenant, 10)], default);
        await database.Usage().HandleAsync([Given.Usage(tenant, -1), Given.Usage(tenant, 1)], default);

        var pending = (await DigestAsync(database, new DigestRequest { TenantId = tenant })).Pending;

        Assert.Equal(1, pending["open_holds"]);
        Assert.True(pending["quarantined"] >= 1);
        Assert.True(pending["outbox"] >= 1);
    }

    [Fact]
    public async Task A_rollup_or_counter_that_was_tampered_with_is_found()
    {
        var tenant = Given.Tenant();
        var budget = await database.Budgets().CreateAsync(Given.Budget(tenant, 1000), default);
        await database.Usage().HandleAsync([Given.Usage(tenant, 100), Given.Usage(tenant, 50)], default);
        await AssertBalancedAsync(database, tenant);

        await database.ExecuteAsync($"UPDATE usage_rollups SET output = output + 1 WHERE tenant_id = '{tenant}'");
        await database.ExecuteAsync($"UPDATE budget_periods SET settled = settled - 1 WHERE budget_key = {budget.Budget.Key}");

        var pending = (await DigestAsync(database, new DigestRequest { TenantId = tenant })).Pending;
        Assert.Equal((1, 1), (pending["rollup_mismatches"], pending["budget_mismatches"]));
    }

    [Fact]
    public async Task A_range_holds_the_attempts_that_began_in_it()
    {
        var tenant = Given.Tenant();
        var noon = new DateTimeOffset(DateTimeOffset.UtcNow.Date.AddDays(-3).AddHours(12), TimeSpan.Zero);
        foreach (var minute in new[] { 0, 59, 60 })
        {
            var time = noon.AddMinutes(minute);
            await database.Usage().HandleAsync(
                [Given.Usage(tenant, 1 + minute, Guid.CreateVersion7(time)) with { StartTime = time, EndTime = time }], default);
        }

        var hour = await DigestAsync(
            database,
            new DigestRequest { TenantId = tenant, StartTime = noon.ToTimestamp(), EndTime = noon.AddHours(1).ToTimestamp() });

        Assert.All(
            hour.Books.Where(book => book.Name is "metering.ledger" or "metering.recorded" or "metering.rollups"),
            book => Assert.Equal((2, 61), (book.Records, book.CostNanos)));
    }

    [Fact]
    public async Task An_inverted_range_is_refused()
    {
        var now = DateTimeOffset.UtcNow.ToTimestamp();

        var error = await Assert.ThrowsAsync<TollgateException>(() => DigestAsync(database, new DigestRequest { StartTime = now, EndTime = now }));

        Assert.Equal("end_time", Assert.Single(error.Fields).Field);
    }

    internal static async Task AssertBalancedAsync(MeteringDatabase database, string tenant)
    {
        var digest = await DigestAsync(database, new DigestRequest { TenantId = tenant });
        var (ledger, rollups) = (digest.Books.Single(book => book.Name == "metering.recorded"), digest.Books.Single(book => book.Name == "metering.rollups"));
        Assert.Equal((0, 0), (digest.Pending["rollup_mismatches"], digest.Pending["budget_mismatches"]));
        Assert.Equal((ledger.Records, ledger.CostNanos, ledger.Usage), (rollups.Records, rollups.CostNanos, rollups.Usage));
        Assert.True(ledger.Records > 0);
    }

    private static Task<DigestResponse> DigestAsync(MeteringDatabase database, DigestRequest request) =>
        database.Digest().HandleAsync(request, default);
}
