using System.Diagnostics;
using Tollgate.Contracts.Retrieval.V1;
using Tollgate.Retrieval.Tests.Quality;
using Xunit.Abstractions;
using static Tollgate.Retrieval.Tests.Service.RetrievalFixture;

namespace Tollgate.Retrieval.Tests.Service;

[Trait("Data", "shared")]
public sealed class BulkLoadTests(RetrievalFixture fixture, ITestOutputHelper output) : IClassFixture<RetrievalFixture>
{
    [SkippableFact]
    public async Task A_public_collection_goes_in_and_is_found_after_a_restart()
    {
        var collection = TestCollection.Read("scifact", "corpus.jsonl.gz", "queries_test.jsonl", "qrels_test.csv");
        var tenant = NewTenant();
        var watch = Stopwatch.StartNew();
        foreach (var group in collection.Documents.Chunk(512))
        {
            var request = new IngestDocumentsRequest();
            request.Documents.AddRange(group.Select(document => Plain(tenant, document)));
            var response = await fixture.Replica.Client.IngestDocumentsAsync(request, RetrievalProcess.Operator);
            Assert.All(response.Results, result => Assert.NotNull(result.Accepted));
        }
        var accepted = watch.Elapsed;
        var state = await IndexedAsync(fixture.Replica, tenant);
        output.WriteLine($"{collection.Documents.Count} documents accepted after {accepted.TotalSeconds:F1} s, indexed as {state.Chunks} chunks after {watch.Elapsed.TotalSeconds:F1} s");
        Assert.Equal((collection.Documents.Count, 0), (state.DocumentsIndexed, state.DocumentsFailed));

        watch.Restart();
        var restarted = await fixture.AddReplicaAsync();
        output.WriteLine($"a new replica answers after {watch.Elapsed.TotalSeconds:F1} s");
        foreach (var query in collection.Queries.Take(5))
        {
            var expected = await SearchAsync(fixture.Replica, tenant, query.Text);
            Assert.NotEmpty(expected.Passages);
            Assert.Equal(expected.Passages.Select(passage => passage.ChunkId), (await SearchAsync(restarted, tenant, query.Text)).Passages.Select(passage => passage.ChunkId));
        }

        watch.Restart();
        foreach (var query in collection.Queries)
            await SearchAsync(restarted, tenant, query.Text, budget: 1200);
        output.WriteLine($"{watch.Elapsed.TotalMilliseconds / collection.Queries.Count:F2} ms a search, one at a time, call included");
    }

    private static IngestDocumentRequest Plain(string tenant, (string Id, string Title, string Text) document)
    {
        var request = Markdown(tenant, document.Id, document.Text);
        (request.MediaType, request.Title) = ("text/plain", document.Title);
        return request;
    }
}
