using Tollgate.Contracts.Audit.V1;
using Tollgate.Contracts.Retrieval.V1;
using static Tollgate.Retrieval.Tests.Service.RetrievalFixture;

namespace Tollgate.Retrieval.Tests.Service;

public sealed class IndexingTests(RetrievalFixture fixture) : IClassFixture<RetrievalFixture>
{
    private const string Travel = "# Travel cover\n\n## Limits\n\nTrips abroad are covered for 45 days per calendar year.";

    private readonly RetrievalProcess replica = fixture.Replica;

    [Fact]
    public async Task A_document_is_found_with_its_title_and_section_once_it_is_indexed()
    {
        var tenant = NewTenant();
        var accepted = await IngestAsync(replica, Markdown(tenant, "travel.md", Travel));
        Assert.Equal((1, DocumentState.Pending), (accepted.Version, accepted.State));

        var state = await IndexedAsync(replica, tenant);
        var found = await SearchAsync(replica, tenant, "How many days abroad are covered?");

        Assert.Equal((1, 0, 1), (state.DocumentsIndexed, state.DocumentsFailed, state.Chunks));
        var passage = Assert.Single(found.Passages);
        Assert.Equal(("Travel cover", "Limits", "travel.md", "lexical"), (passage.Title, passage.Section, passage.DocumentId, found.Mode));
        Assert.Contains("45 days", passage.Text, StringComparison.Ordinal);
        Assert.Equal((state.IndexVersion, passage.Tokens), (found.IndexVersion, found.Tokens));
    }

    [Fact]
    public async Task The_same_text_again_changes_nothing_and_a_new_text_replaces_the_old()
    {
        var tenant = NewTenant();
        await IngestAsync(replica, Markdown(tenant, "travel.md", Travel));
        var first = await IndexedAsync(replica, tenant);

        var same = await IngestAsync(replica, Markdown(tenant, "travel.md", Travel));
        Assert.Equal((1, DocumentState.Indexed), (same.Version, same.State));
        Assert.Equal(first.IndexVersion, (await IndexedAsync(replica, tenant)).IndexVersion);

        var changed = await IngestAsync(replica, Markdown(tenant, "travel.md", Travel.Replace("45", "60", StringComparison.Ordinal)));
        Assert.Equal(2, changed.Version);
        var second = await IndexedAsync(replica, tenant);
        Assert.True(second.IndexVersion > first.IndexVersion);
        var passage = Assert.Single((await SearchAsync(replica, tenant, "days abroad")).Passages);
        Assert.Contains("60 days", passage.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_document_is_not_found_and_can_come_back()
    {
        var tenant = NewTenant();
        await IngestAsync(replica, Markdown(tenant, "travel.md", Travel));
        await IndexedAsync(replica, tenant);
        var key = new DeleteDocumentRequest { TenantId = tenant, KnowledgeBase = "kb", DocumentId = "travel.md" };

        await replica.Client.DeleteDocumentAsync(key, RetrievalProcess.Operator);
        await replica.Client.DeleteDocumentAsync(key, RetrievalProcess.Operator);
        Assert.Equal((0, 0), ((await IndexedAsync(replica, tenant)).DocumentsIndexed, (await SearchAsync(replica, tenant, "days abroad")).Passages.Count));

        Assert.Equal(2, (await IngestAsync(replica, Markdown(tenant, "travel.md", Travel))).Version);
        await IndexedAsync(replica, tenant);
        Assert.Single((await SearchAsync(replica, tenant, "days abroad")).Passages);
    }

    [Fact]
    public async Task Another_tenant_and_another_knowledge_base_find_nothing()
    {
        var (tenant, other) = (NewTenant(), NewTenant());
        await IngestAsync(replica, Markdown(tenant, "travel.md", Travel));
        await IngestAsync(replica, Markdown(other, "dental.md", "# Dental\n\nCrowns are covered at 50 percent for days abroad."));
        await IndexedAsync(replica, tenant);
        await IndexedAsync(replica, other);

        Assert.Equal("travel.md", Assert.Single((await SearchAsync(replica, tenant, "days abroad")).Passages).DocumentId);
        Assert.Equal("dental.md", Assert.Single((await SearchAsync(replica, other, "days abroad")).Passages).DocumentId);
        Assert.Empty((await SearchAsync(replica, tenant, "days abroad", knowledgeBase: "other")).Passages);
    }

    [Fact]
    public async Task A_document_without_readable_text_fails_with_a_reason_and_the_last_good_text_stays()
    {
        var tenant = NewTenant();
        await IngestAsync(replica, Markdown(tenant, "travel.md", Travel));
        await IndexedAsync(replica, tenant);
        await IngestAsync(replica, Markdown(tenant, "travel.md", "<script>secret()</script>"));
        var state = await IndexedAsync(replica, tenant);

        var document = await replica.Client.GetDocumentAsync(
            new GetDocumentRequest { TenantId = tenant, KnowledgeBase = "kb", DocumentId = "travel.md" }, RetrievalProcess.Operator);
        Assert.Equal((0, 1), (state.DocumentsIndexed, state.DocumentsFailed));
        Assert.Equal(DocumentState.Failed, document.State);
        Assert.Contains("no text", document.Failure, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", document.Failure, StringComparison.Ordinal);
        Assert.Single((await SearchAsync(replica, tenant, "days abroad")).Passages);
    }

    [Fact]
    public async Task The_audit_counts_documents_and_comes_to_rest()
    {
        var tenant = NewTenant();
        await IngestAsync(replica, Markdown(tenant, "travel.md", Travel));
        await IndexedAsync(replica, tenant);

        var digest = new DigestResponse();
        await UntilAsync("the outbox is empty", async () =>
        {
            digest = await replica.Audit.DigestAsync(new DigestRequest { TenantId = tenant }, RetrievalProcess.Operator);
            return digest.Pending["outbox"] == 0;
        });

        Assert.Equal((1, 0), (Assert.Single(digest.Books).Records, digest.Pending["documents"]));
    }
}
