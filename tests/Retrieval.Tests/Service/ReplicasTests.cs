using static Tollgate.Retrieval.Tests.Service.RetrievalFixture;

namespace Tollgate.Retrieval.Tests.Service;

public sealed class ReplicasTests(RetrievalFixture fixture) : IClassFixture<RetrievalFixture>
{
    [Fact]
    public async Task Every_replica_finds_a_document_whichever_took_it_in()
    {
        // No poll within the test's time: what the second replica knows, it was told.
        var second = await fixture.AddReplicaAsync(("Retrieval__Index__RefreshInterval", "00:05:00"));
        var tenant = NewTenant();
        await IngestAsync(fixture.Replica, Markdown(tenant, "a.md", "# Wellness\n\nA gym membership is refunded up to $180 a year."));

        await UntilAsync("the other replica finds it", async () => (await SearchAsync(second, tenant, "gym refund")).Passages.Count == 1);
        await UntilAsync("this replica finds it", async () => (await SearchAsync(fixture.Replica, tenant, "gym refund")).Passages.Count == 1);
    }

    [Fact]
    public async Task A_replica_that_starts_later_has_everything_from_its_first_answer()
    {
        var tenant = NewTenant();
        await IngestAsync(fixture.Replica, Markdown(tenant, "a.md", "# Vision\n\nFrames are covered every 24 months."));
        await IndexedAsync(fixture.Replica, tenant);

        var later = await fixture.AddReplicaAsync();

        Assert.Single((await SearchAsync(later, tenant, "How often are frames covered?")).Passages);
    }

    [Fact]
    public async Task Documents_accepted_by_a_replica_that_dies_are_indexed_by_another()
    {
        var doomed = await fixture.AddReplicaAsync();
        var tenant = NewTenant();
        for (var i = 0; i < 40; i++)
            await IngestAsync(doomed, Markdown(tenant, $"{i}.md", $"# Plan {i}\n\nThe deductible of plan {i} is ${i + 100}."));
        await doomed.KillAsync();

        var state = await IndexedAsync(fixture.Replica, tenant);

        Assert.Equal(40, state.DocumentsIndexed);
        Assert.Equal("17.md", (await SearchAsync(fixture.Replica, tenant, "deductible of $117")).Passages[0].DocumentId);
    }
}
