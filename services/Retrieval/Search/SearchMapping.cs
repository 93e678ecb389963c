using Tollgate.Contracts.Retrieval.V1;
using Tollgate.Retrieval.Index;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Retrieval.Search;

internal static class SearchMapping
{
    private const int MaxPassages = 100;

    public static SearchQuery ToQuery(this SearchRequest request)
    {
        var validation = new Validation();
        validation.Require(request.Caller?.TenantId is { Length: > 0 }, "caller.tenant_id", "is required");
        validation.Require(request.KnowledgeBase.Length > 0, "knowledge_base", "is required");
        validation.Require(!string.IsNullOrWhiteSpace(request.Query), "query", "must not be empty");
        validation.Require(request.TokenBudget >= 1, "token_budget", "at least 1");
        validation.Require(request.MaxPassages is >= 0 and <= MaxPassages, "max_passages", $"0 to {MaxPassages}");
        validation.ThrowIfInvalid();
        return new SearchQuery(request.Caller!, request.KnowledgeBase, request.Query, request.TokenBudget, request.MaxPassages, request.OperationId);
    }

    public static SearchResponse ToProto(this SearchResult result)
    {
        var response = new SearchResponse
        {
            Tokens = result.Passages.Sum(hit => hit.Chunk.Tokens),
            IndexVersion = result.IndexVersion,
            Mode = result.Hybrid ? "hybrid" : "lexical",
        };
        response.Passages.AddRange(result.Passages.Select(ToPassage));
        return response;
    }

    private static Passage ToPassage(Hit hit) => new()
    {
        DocumentId = hit.Chunk.DocumentId,
        ChunkId = hit.Chunk.Id,
        Title = hit.Chunk.Title,
        Section = hit.Chunk.Section,
        Uri = hit.Chunk.Uri,
        Text = hit.Chunk.ReadText(),
        Tokens = hit.Chunk.Tokens,
        Score = hit.Score,
    };
}
