using Npgsql;
using Tollgate.Billing.Plans;

namespace Tollgate.Billing.Tests.Plans;

[Collection(BillingCollection.Name)]
public class PlanArchiveTests(BillingFixture fixture)
{
    [Fact]
    public async Task A_version_that_is_filed_already_may_not_change_its_terms()
    {
        await using var database = NpgsqlDataSource.Create(fixture.Database);
        var changed = Shipped.Json("starter").Replace("\"recurring_fee\": \"49.00\"", "\"recurring_fee\": \"39.00\"");
        var archive = new PlanArchive(database, new PlanCatalogue([new PlanFile(PlanReader.Read("test", changed), changed)]));

        await Assert.ThrowsAsync<InvalidPlanException>(() => archive.StartAsync(CancellationToken.None));
    }

    [Fact]
    public async Task The_same_terms_written_differently_are_the_same()
    {
        await using var database = NpgsqlDataSource.Create(fixture.Database);
        var reflowed = Shipped.Json("starter").ReplaceLineEndings(" ");
        var archive = new PlanArchive(database, new PlanCatalogue([new PlanFile(PlanReader.Read("test", reflowed), reflowed)]));

        await archive.StartAsync(CancellationToken.None);
    }
}
