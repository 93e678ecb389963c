using Google.Protobuf;
using Grpc.Core;
using Tollgate.Contracts.Retrieval.V1;
using Tollgate.ServiceDefaults.Errors;
using static Tollgate.Retrieval.Tests.Service.RetrievalFixture;

namespace Tollgate.Retrieval.Tests.Service;

public sealed class BadInputTests(RetrievalFixture fixture) : IClassFixture<RetrievalFixture>
{
    public static TheoryData<string, string, byte[], string, string> Documents() => new()
    {
        { "a", "text/markdown", [], "EMPTY_DOCUMENT", "content" },
        { "a", "text/plain", " \n\t "u8.ToArray(), "EMPTY_DOCUMENT", "content" },
        { "a", "text/markdown", [0x89, 0x50, 0x4E, 0x47, 0xFF, 0xFE, 0x00], "NOT_TEXT", "content" },
        { "a", "text/markdown", "abc\0def"u8.ToArray(), "NOT_TEXT", "content" },
        { "a", "text/plain", [0x61, 0xC3, 0x28], "NOT_TEXT", "content" },
        { "a", "text/plain", [.. Enumerable.Repeat((byte)0x01, 50)], "NOT_TEXT", "content" },
        { "a", "text/plain", [.. Enumerable.Repeat((byte)'a', (5 * 1024 * 1024) + 1)], "DOCUMENT_TOO_LARGE", "content" },
        { "a", "application/pdf", "text"u8.ToArray(), "UNSUPPORTED_MEDIA_TYPE", "media_type" },
        { "", "text/plain", "text"u8.ToArray(), "INVALID_REQUEST", "document_id" },
        { new string('x', 257), "text/plain", "text"u8.ToArray(), "INVALID_REQUEST", "document_id" },
    };

    [Theory]
    [MemberData(nameof(Documents), DisableDiscoveryEnumeration = true)]
    public async Task A_bad_document_is_a_typed_error_and_nothing_is_stored(string id, string mediaType, byte[] content, string reason, string field)
    {
        var tenant = NewTenant();
        var request = new IngestDocumentRequest
        {
            TenantId = tenant, KnowledgeBase = "kb", DocumentId = id, MediaType = mediaType, Content = UnsafeByteOperations.UnsafeWrap(content),
        };

        var error = await Assert.ThrowsAsync<RpcException>(() => IngestAsync(fixture.Replica, request));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        var known = TollgateException.FromRpc(error);
        Assert.Equal(reason, known.Reason);
        Assert.Contains(known.Fields, violation => violation.Field == field);
        var state = await IndexedAsync(fixture.Replica, tenant);
        Assert.Equal((0, 0, 0), (state.DocumentsIndexed, state.DocumentsPending, state.DocumentsFailed));
    }

    [Fact]
    public async Task Bad_documents_of_a_batch_are_refused_alone()
    {
        var tenant = NewTenant();
        var request = new IngestDocumentsRequest
        {
            Documents = { Markdown(tenant, "good", "# Good\n\nA good text."), Markdown(tenant, "empty", " "), Markdown("NOT A TENANT", "x", "text"), Markdown(tenant, "good", "twice") },
        };

        var response = await fixture.Replica.Client.IngestDocumentsAsync(request, RetrievalProcess.Operator);

        Assert.Equal(["", "EMPTY_DOCUMENT", "INVALID_REQUEST", "DUPLICATE_IN_BATCH"], response.Results.Select(result => result.Refused?.Reason ?? ""));
        Assert.Equal(1, response.Results[0].Accepted.Version);
        Assert.Equal(1, (await IndexedAsync(fixture.Replica, tenant)).DocumentsIndexed);
    }

    [Theory]
    [InlineData("", "kb", "query", 100, "caller.tenant_id")]
    [InlineData("t", "", "query", 100, "knowledge_base")]
    [InlineData("t", "kb", "  ", 100, "query")]
    [InlineData("t", "kb", "query", 0, "token_budget")]
    public async Task A_malformed_search_names_the_field(string tenant, string knowledgeBase, string query, int budget, string field)
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => SearchAsync(fixture.Replica, tenant, query, knowledgeBase, budget));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Equal(field, Assert.Single(TollgateException.FromRpc(error).Fields).Field);
    }

    [Fact]
    public async Task A_missing_document_is_not_found_and_a_missing_key_not_let_in()
    {
        var request = new GetDocumentRequest { TenantId = "t", KnowledgeBase = "kb", DocumentId = "none" };

        var missing = await Assert.ThrowsAsync<RpcException>(async () => await fixture.Replica.Client.GetDocumentAsync(request, RetrievalProcess.Operator));
        var stranger = await Assert.ThrowsAsync<RpcException>(async () => await fixture.Replica.Client.GetDocumentAsync(request));

        Assert.Equal((StatusCode.NotFound, StatusCode.Unauthenticated), (missing.StatusCode, stranger.StatusCode));
    }
}
