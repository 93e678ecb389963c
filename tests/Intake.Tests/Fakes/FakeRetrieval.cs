using System.Collections.Concurrent;
using Grpc.Core;
using Tollgate.Contracts.Retrieval.V1;

namespace Tollgate.Intake.Tests.Fakes;

/// <summary>Retrieval as tests tell it to be, for each tenant apart. Untold, it finds two passages.</summary>
internal sealed class FakeRetrieval : RetrievalService.RetrievalServiceBase
{
    private readonly ConcurrentDictionary<string, Func<SearchRequest, SearchResponse>> scripts = [];

    public ConcurrentQueue<SearchRequest> Searches { get; } = [];

    public IReadOnlyList<SearchRequest> SearchesOf(string tenantId) => [.. Searches.Where(search => search.Caller.TenantId == tenantId)];

    public void Script(string tenantId, Func<SearchRequest, SearchResponse> script) => scripts[tenantId] = script;

    public override Task<SearchResponse> Search(SearchRequest request, ServerCallContext context)
    {
        Searches.Enqueue(request);
        return Task.FromResult(scripts.GetValueOrDefault(request.Caller.TenantId, _ => TwoPassages(1))(request));
    }

    public override Task<GetKnowledgeBaseResponse> GetKnowledgeBase(GetKnowledgeBaseRequest request, ServerCallContext context) =>
        Task.FromResult(new GetKnowledgeBaseResponse());

    public static SearchResponse TwoPassages(long indexVersion) => new()
    {
        Tokens = 42,
        IndexVersion = indexVersion,
        Mode = "lexical",
        Passages =
        {
            new Passage { DocumentId = "claims", ChunkId = "claims#1", Title = "Claims", Section = "Deadlines", Text = "Claims are filed within 30 days.", Tokens = 22 },
            new Passage { DocumentId = "visits", ChunkId = "visits#1", Title = "Visits", Text = "A visit costs 20 dollars.", Tokens = 20 },
        },
    };
}
