using System.Diagnostics;
using Google.Protobuf;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Retrieval.V1;
using Tollgate.Testing;

namespace Tollgate.Retrieval.Tests.Service;

/// <summary>A database and a broker of one's own, and replicas on them.</summary>
public sealed class RetrievalFixture : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly List<RetrievalProcess> replicas = [];

    private string Database { get; set; } = "";

    private string Broker { get; set; } = "";

    internal RetrievalProcess Replica => replicas[0];

    public async Task InitializeAsync()
    {
        Database = await TestPostgres.CreateDatabaseAsync("retrieval");
        Broker = await TestRabbitMq.CreateVirtualHostAsync();
        await AddReplicaAsync();
    }

    public async Task DisposeAsync()
    {
        foreach (var replica in replicas)
            await replica.DisposeAsync();
    }

    internal async Task<RetrievalProcess> AddReplicaAsync(params (string Name, string Value)[] settings)
    {
        var replica = await RetrievalProcess.StartAsync(Database, Broker, settings);
        replicas.Add(replica);
        return replica;
    }

    internal static string NewTenant() => $"t-{Guid.NewGuid():N}";

    internal static IngestDocumentRequest Markdown(string tenant, string id, string text, string knowledgeBase = "kb") => new()
    {
        TenantId = tenant, KnowledgeBase = knowledgeBase, DocumentId = id, MediaType = "text/markdown", Content = ByteString.CopyFromUtf8(text),
    };

    internal static async Task<IngestDocumentResponse> IngestAsync(RetrievalProcess replica, IngestDocumentRequest document) =>
        await replica.Client.IngestDocumentAsync(document, RetrievalProcess.Operator);

    internal static async Task<SearchResponse> SearchAsync(
        RetrievalProcess replica, string tenant, string query, string knowledgeBase = "kb", int budget = 2000, int max = 0) =>
        await replica.Client.SearchAsync(
            new SearchRequest
            {
                Caller = new Caller { TenantId = tenant }, KnowledgeBase = knowledgeBase, Query = query, TokenBudget = budget, MaxPassages = max,
            },
            RetrievalProcess.Operator);

    internal static async Task<GetKnowledgeBaseResponse> IndexedAsync(RetrievalProcess replica, string tenant, string knowledgeBase = "kb")
    {
        var state = new GetKnowledgeBaseResponse();
        await UntilAsync("everything is indexed", async () =>
        {
            state = await replica.Client.GetKnowledgeBaseAsync(
                new GetKnowledgeBaseRequest { TenantId = tenant, KnowledgeBase = knowledgeBase }, RetrievalProcess.Operator);
            return state.DocumentsPending == 0;
        });
        return state;
    }

    internal static async Task UntilAsync(string what, Func<Task<bool>> condition)
    {
        var waited = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(waited.Elapsed < Patience, $"Waited in vain until {what}.");
            await Task.Delay(20);
        }
    }
}
