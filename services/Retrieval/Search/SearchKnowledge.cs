using Microsoft.Extensions.Options;
using Tollgate.Contracts.Common.V1;
using Tollgate.Retrieval.Embedding;
using Tollgate.Retrieval.Index;
using Tollgate.Retrieval.Ingestion;

namespace Tollgate.Retrieval.Search;

/// <summary>A question to a knowledge base.</summary>
internal sealed record SearchQuery(Caller Caller, string KnowledgeBase, string Text, int TokenBudget, int MaxPassages, string OperationId);

/// <summary>What was found, best first, within the budget.</summary>
internal sealed record SearchResult(IReadOnlyList<Hit> Passages, long IndexVersion, bool Hybrid);

/// <summary>Finds the passages that answer a query best and packs them into its token budget.</summary>
internal sealed class SearchKnowledge(IndexRegistry registry, Embedder embedder, IOptions<SearchOptions> options, TimeProvider clock)
{
    private const int MaxQueryLength = 8_192;

    public async Task<SearchResult> HandleAsync(SearchQuery query, CancellationToken cancellationToken)
    {
        using var activity = SearchTelemetry.Source.StartActivity("search");
        var started = clock.GetTimestamp();
        var result = registry.Find(new KnowledgeBaseKey(query.Caller.TenantId, query.KnowledgeBase)) is { Count: > 0 } index
            ? await SearchAsync(index, query, cancellationToken)
            : new SearchResult([], 0, Hybrid: false);
        SearchTelemetry.Record(activity, query, result, clock.GetElapsedTime(started));
        return result;
    }

    private async Task<SearchResult> SearchAsync(KnowledgeIndex index, SearchQuery query, CancellationToken cancellationToken)
    {
        var candidates = options.Value.Candidates;
        var text = query.Text.Length > MaxQueryLength ? query.Text[..MaxQueryLength] : query.Text;
        var embedding = embedder.EmbedQueryAsync(query.Caller, query.OperationId, text, cancellationToken);
        var (hits, version) = index.SearchWords(text, candidates);
        var vector = await embedding;
        if (vector is not null)
            hits = RankFusion.Fuse(hits, index.SearchVector(vector, candidates), options.Value.FusionRank);

        var limit = query.MaxPassages == 0 ? options.Value.DefaultPassages : query.MaxPassages;
        return new SearchResult(PassagePacking.Pack(hits, query.TokenBudget, limit), version, vector is not null);
    }
}
